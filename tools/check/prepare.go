package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"unclip/tools/npm"
)

// prepareChromium finds a browser or installs Debian's.
func prepareChromium() error {
	if path := os.Getenv("CHROME"); path != "" {
		_, err := os.Stat(path)
		return err
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if _, err := exec.LookPath(name); err == nil {
			return nil
		}
	}
	return install("chromium")
}

// prepareNode finds Node, a browser (for its SwiftShader) and Dawn's npm package.
func prepareNode() error {
	if err := prepareChromium(); err != nil {
		return err
	}
	for _, program := range []struct{ name, debian string }{{"node", "nodejs"}, {"npm", "npm"}} {
		if _, err := exec.LookPath(program.name); err != nil {
			if err := install(program.debian); err != nil {
				return err
			}
		}
	}
	_, err := npm.Install(context.Background(), "tools/browsertest/node")
	return err
}

// prepareCompiler finds a C compiler or installs Debian's.
func prepareCompiler() error {
	if _, err := exec.LookPath("gcc"); err == nil {
		return nil
	}
	if err := install("gcc"); err != nil {
		return err
	}
	return install("libc6-dev")
}

// install adds a Debian package where that is allowed.
func install(name string) error {
	advice := fmt.Errorf("%s is missing; install it (Debian: apt-get install %s) or set CHROME to a browser", name, name)
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		return advice
	}
	if err := command(nil, "apt-get", "update", "-qq"); err != nil {
		return advice
	}
	return command([]string{"DEBIAN_FRONTEND=noninteractive"}, "apt-get", "install", "-y", "-qq", "--no-install-recommends", name)
}
