package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// lavapipe runs the kernels on Mesa's CPU driver too: unlike SwiftShader it has
// halves, subgroups of eight and small bindings. Where it neither is nor can be
// had the lane says so and passes, since SwiftShader has run all other kernels.
func lavapipe() error {
	home, err := findLavapipe()
	if err != nil {
		fmt.Printf("NOT RUN: %v\n", err)
		return nil
	}
	if err := prepareDawn(); err != nil {
		return err
	}
	icd, err := manifest(home)
	if err != nil {
		return err
	}
	env := append([]string{"VK_DRIVER_FILES=" + icd, "LD_LIBRARY_PATH=" + filepath.Join(home, "usr/lib/x86_64-linux-gnu")}, wasm...)
	return command(env, "go", "test", "-timeout=20m", "-exec="+absolute("tools/browsertest/node-exec"), "./wgsl/kerneltest/", "./tools/parity/fixture/", "./tools/parity/picture/")
}

// lavapipeEnv names a folder into which the driver's packages are unpacked.
const lavapipeEnv = "UNCLIP_LAVAPIPE"

// findLavapipe is that folder, or a cache that is filled from Debian's backports.
func findLavapipe() (string, error) {
	if home := os.Getenv(lavapipeEnv); home != "" {
		return home, exists(home)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	home := filepath.Join(cache, "unclip", "lavapipe")
	if exists(home) == nil {
		return home, nil
	}
	return home, unpackLavapipe(home)
}

// exists tells whether the driver is in a folder.
func exists(home string) error {
	found, err := filepath.Glob(filepath.Join(home, "usr/lib/*/libvulkan_lvp.so"))
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("no lavapipe in %s; unpack Debian's mesa-vulkan-drivers 25 with dpkg -x and name the folder in %s", home, lavapipeEnv)
	}
	return err
}

// Debian bookworm's own Mesa is too old for Dawn; its backports have a newer one
// that needs a newer libdrm. They are unpacked beside the system, not installed.
var lavapipePackages = []string{"mesa-vulkan-drivers/" + backports, "libdrm2/" + backports, "libdrm-amdgpu1/" + backports, "libllvm15"}

// unpackLavapipe fills the cache.
func unpackLavapipe(home string) error {
	if err := unpack(home, lavapipePackages...); err != nil {
		return fmt.Errorf("no lavapipe (%w); set %s to a folder that has it", err, lavapipeEnv)
	}
	return exists(home)
}

// manifest writes a driver manifest that names the library by its whole path.
func manifest(home string) (string, error) {
	library, err := filepath.Glob(filepath.Join(home, "usr/lib/*/libvulkan_lvp.so"))
	if err != nil || len(library) == 0 {
		return "", exists(home)
	}
	path := filepath.Join(home, "lavapipe_icd.json")
	text := fmt.Sprintf(`{"file_format_version": "1.0.0", "ICD": {"api_version": "1.4.305", "library_path": %q}}`, library[0])
	return path, os.WriteFile(path, []byte(text), 0o644)
}
