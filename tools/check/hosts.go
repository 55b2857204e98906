package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// hostsEnv names a folder that the packages of the web servers are unpacked in.
const hostsEnv = "UNCLIP_HOSTS"

var hostsPackages = []string{"nginx", "libnginx-mod-http-brotli-static", "caddy"}

// hosts lets the tests of the browser lane know where the servers are. Where they
// neither are nor can be had it says so, and leaves the one test out that needs them.
func hosts(home string, err error) (env []string, skip string) {
	if err != nil {
		fmt.Printf("NOT RUN: TestHosts: %v\n", err)
		return nil, "^TestHosts$"
	}
	return []string{hostsEnv + "=" + home}, ""
}

// prepareHosts finds the servers that the written site is tried on: in a folder
// that is named, in the system, or in a cache that is filled from Debian.
func prepareHosts() (home string, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "unclip", "hosts")
	for _, home := range []string{os.Getenv(hostsEnv), "/", cache} {
		if home != "" && hasHosts(home) {
			return home, nil
		}
	}
	if err := unpack(cache, hostsPackages...); err != nil {
		return "", fmt.Errorf("no nginx and Caddy (%w); install them (Debian: apt-get install %s %s %s)", err, hostsPackages[0], hostsPackages[1], hostsPackages[2])
	}
	return cache, nil
}

func hasHosts(home string) bool {
	for _, name := range []string{"usr/sbin/nginx", "usr/lib/nginx/modules/ngx_http_brotli_static_module.so", "usr/bin/caddy"} {
		if _, err := os.Stat(filepath.Join(home, name)); err != nil {
			return false
		}
	}
	return true
}
