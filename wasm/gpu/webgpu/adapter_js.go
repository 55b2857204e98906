package webgpu

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall/js"

	"unclip/wasm/gpu"
	"unclip/wasm/jsx"
)

var wantedFeatures = []string{"shader-f16", "subgroups", "timestamp-query"}

// raised are the limits asked for up to what the adapter has; all others stay
// at WebGPU's defaults, within which every kernel fits.
var raised = []string{"maxBufferSize", "maxStorageBufferBindingSize", "maxComputeWorkgroupsPerDimension"}

// Open asks the browser for a device.
func Open(ctx context.Context, o Options) (gpu.Device, error) {
	glue := js.Global().Get("unclipGPU")
	if glue.IsUndefined() {
		return nil, errors.New("webgpu: glue.js is not loaded; include it before the wasm")
	}
	adapter, err := requestAdapter(ctx, o)
	if err != nil {
		return nil, err
	}
	features := present(adapter, o.Features)
	request := map[string]any{"label": "unclip", "requiredFeatures": anys(features), "requiredLimits": limits(adapter, o)}
	device, err := jsx.Try(func() js.Value { return adapter.Call("requestDevice", request) })
	if err == nil {
		device, err = jsx.Await(ctx, device)
	}
	if err != nil {
		return nil, fmt.Errorf("webgpu: the adapter gives no device: %w; close other tabs that use the GPU and reload", err)
	}
	return newDevice(device, glue, info(adapter, device, features), o), nil
}

func requestAdapter(ctx context.Context, o Options) (js.Value, error) {
	navigator := js.Global().Get("navigator")
	if navigator.IsUndefined() || navigator.Get("gpu").IsUndefined() {
		if secure := js.Global().Get("isSecureContext"); secure.Type() == js.TypeBoolean && !secure.Bool() {
			return js.Undefined(), fmt.Errorf("webgpu: the page is not served over https: %w", gpu.ErrNone)
		}
		return js.Undefined(), fmt.Errorf("webgpu: no navigator.gpu: %w", gpu.ErrNone)
	}
	request := map[string]any{"powerPreference": "high-performance"}
	if o.LowPower {
		request["powerPreference"] = "low-power"
	}
	if o.Fallback {
		request["forceFallbackAdapter"] = true
	}
	adapter, err := jsx.Try(func() js.Value { return navigator.Get("gpu").Call("requestAdapter", request) })
	if err == nil {
		adapter, err = jsx.Await(ctx, adapter)
	}
	switch {
	case ctx.Err() != nil:
		return js.Undefined(), context.Cause(ctx)
	case err != nil:
		return js.Undefined(), fmt.Errorf("webgpu: %w (%v)", gpu.ErrNone, err)
	case adapter.IsNull() || adapter.IsUndefined():
		return js.Undefined(), fmt.Errorf("webgpu: %w", gpu.ErrNone)
	}
	return adapter, nil
}

// present are the wanted features that the adapter has.
func present(adapter js.Value, wanted []string) []string {
	if wanted == nil {
		wanted = wantedFeatures
	}
	var list []string
	for _, f := range wanted {
		if adapter.Get("features").Call("has", f).Bool() {
			list = append(list, f)
		}
	}
	return list
}

func limits(adapter js.Value, o Options) map[string]any {
	list := map[string]any{}
	if o.DefaultLimits {
		return list
	}
	for _, name := range raised {
		if limit := adapter.Get("limits").Get(name); limit.Type() == js.TypeNumber {
			list[name] = limit
		}
	}
	return list
}

func info(adapter, device js.Value, features []string) gpu.Info {
	about := adapter.Get("info")
	text := func(name string) string {
		if about.IsUndefined() {
			return ""
		}
		return jsx.String(about.Get(name))
	}
	i := gpu.Info{
		Vendor: text("vendor"), Architecture: text("architecture"),
		Description:     strings.TrimSpace(text("description") + " " + text("device")),
		Features:        features,
		MaxBufferBytes:  device.Get("limits").Get("maxBufferSize").Int(),
		MaxBindingBytes: device.Get("limits").Get("maxStorageBufferBindingSize").Int(),
	}
	if about.Truthy() && about.Get("subgroupMinSize").Type() == js.TypeNumber {
		i.SubgroupMin, i.SubgroupMax = about.Get("subgroupMinSize").Int(), about.Get("subgroupMaxSize").Int()
	}
	name := strings.ToLower(i.Architecture + " " + i.Description)
	i.Fallback = text("isFallbackAdapter") == "true" || slices.ContainsFunc([]string{"swiftshader", "llvmpipe", "lavapipe", "basic render"},
		func(cpu string) bool { return strings.Contains(name, cpu) })
	return i
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}
