package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"unclip/tools/browsertest/chrome"
	"unclip/tools/npm"
)

// prepareChromium finds a browser where the tests look for one, or installs Debian's.
func prepareChromium() error {
	path, err := chrome.Find()
	if errors.Is(err, chrome.ErrNone) {
		if err := install("chromium"); err != nil {
			return fmt.Errorf("%w, or set CHROME to a browser", err)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w; set CHROME to a browser, or to nothing", err)
	}
	return os.Setenv("CHROME", absolute(path)) // for scripts, which know fewer names
}

// prepareNode finds Node with its npm, or installs Debian's.
func prepareNode() error {
	for _, program := range []struct{ name, debian string }{{"node", "nodejs"}, {"npm", "npm"}} {
		if _, err := exec.LookPath(program.name); err != nil {
			if err := install(program.debian); err != nil {
				return err
			}
		}
	}
	return nil
}

// prepareDawn finds what runs kernels: Node, Dawn's npm package and the SwiftShader
// of a browser.
func prepareDawn() error {
	if err := prepareChromium(); err != nil {
		return err
	}
	if err := prepareNode(); err != nil {
		return err
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
	advice := fmt.Errorf("%s is missing; install it (Debian: apt-get install %s)", name, name)
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		return advice
	}
	if err := command(nil, "apt-get", "update", "-qq"); err != nil {
		return advice
	}
	return command([]string{"DEBIAN_FRONTEND=noninteractive"}, "apt-get", "install", "-y", "-qq", "--no-install-recommends", name)
}
