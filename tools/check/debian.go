package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	backports = "bookworm-backports"
	sources   = "Types: deb\nURIs: %s\nSuites: bookworm " + backports + "\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
)

// unpack downloads packages of Debian bookworm with apt, which checks their
// signatures, and unpacks them into a folder, beside the system: nothing of it
// is installed or started, and it needs no rights.
func unpack(home string, packages ...string) error {
	for _, tool := range []string{"apt-get", "dpkg"} {
		if _, err := exec.LookPath(tool); err != nil {
			return err
		}
	}
	work, err := os.MkdirTemp("", "debian")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := download(work, packages); err != nil {
		return err
	}
	debs, err := filepath.Glob(filepath.Join(work, "*.deb"))
	if err != nil {
		return err
	}
	whole := home + ".part"
	if err := os.MkdirAll(whole, 0o755); err != nil {
		return err
	}
	for _, deb := range debs {
		if err := command(nil, "dpkg", "-x", deb, whole); err != nil {
			return err
		}
	}
	return os.Rename(whole, home)
}

// download fetches the packages into a folder, whatever is installed, with lists of its own, from the
// mirror that apt already uses.
func download(work string, packages []string) error {
	mirror, err := debianMirror()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(work, "lists", "partial"), 0o755); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(work, "sources"), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(work, "sources", "backports.sources"), fmt.Appendf(nil, sources, mirror), 0o644); err != nil {
		return err
	}
	options := []string{"-qq", "-oDir::Etc::SourceList=/dev/null", "-oDir::Etc::SourceParts=" + filepath.Join(work, "sources"),
		"-oDir::State::Lists=" + filepath.Join(work, "lists"), "-oDir::State::Status=/dev/null"}
	for _, args := range [][]string{append(options, "update"), append(append(options, "download"), packages...)} {
		cmd := exec.Command("apt-get", args...)
		cmd.Dir, cmd.Stderr = work, os.Stderr
		if err := cmd.Run(); err != nil {
			return err
		}
	}
	return nil
}

// debianMirror is where apt gets bookworm from.
func debianMirror() (string, error) {
	out, err := exec.Command("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages").Output()
	if err != nil {
		return "", err
	}
	for _, line := range strings.Split(string(out), "\n") {
		if uri, release, ok := strings.Cut(line, " "); ok && release == "bookworm" && strings.HasSuffix(strings.TrimSuffix(uri, "/"), "/debian") {
			return uri, nil
		}
	}
	return "", fmt.Errorf("apt knows no Debian bookworm")
}
