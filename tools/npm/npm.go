// Package npm installs the pinned npm packages that a folder of this project
// names.
package npm

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"unclip/web/server"
)

// Install fetches the packages of a folder, such as "tools/widget", as its lock
// file pins them, unless they are there, and returns the folder's full path. No
// package's own scripts run.
func Install(ctx context.Context, folder string) (string, error) {
	root, err := server.FindRoot()
	if err != nil {
		return "", err
	}
	home := filepath.Join(root, filepath.FromSlash(folder))
	if installed(home) {
		return home, nil
	}
	cmd := exec.CommandContext(ctx, "npm", "ci", "--prefix", home, "--no-audit", "--no-fund", "--ignore-scripts")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm: ci in %s: %w: %s; install Node 20 or newer with npm, and connect to the network once", folder, err, out[max(0, len(out)-500):])
	}
	return home, nil
}

// installed says that npm's note of what it installed is as new as the list of
// what it was to install.
func installed(home string) bool {
	made, err := os.Stat(filepath.Join(home, "node_modules", ".package-lock.json"))
	if err != nil {
		return false
	}
	wanted, err := os.Stat(filepath.Join(home, "package-lock.json"))
	return err == nil && !made.ModTime().Before(wanted.ModTime())
}
