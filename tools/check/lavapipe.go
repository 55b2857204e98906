package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
	if err := prepareNode(); err != nil {
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
const (
	backports = "bookworm-backports"
	sources   = "Types: deb\nURIs: %s\nSuites: bookworm " + backports + "\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
)

var lavapipePackages = []string{"mesa-vulkan-drivers/" + backports, "libdrm2/" + backports, "libdrm-amdgpu1/" + backports, "libllvm15"}

// unpackLavapipe downloads the packages with apt, which checks their signatures.
func unpackLavapipe(home string) error {
	for _, tool := range []string{"apt-get", "dpkg"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Errorf("no lavapipe and no %s to get it; set %s to a folder that has it", tool, lavapipeEnv)
		}
	}
	work, err := os.MkdirTemp("", "lavapipe")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := download(work); err != nil {
		return fmt.Errorf("lavapipe cannot be downloaded (%w); set %s to a folder that has it", err, lavapipeEnv)
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
	if err := os.Rename(whole, home); err != nil {
		return err
	}
	return exists(home)
}

// download fetches the packages into a folder, with lists of its own, from the
// mirror that apt already uses.
func download(work string) error {
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
	options := []string{"-qq", "-oDir::Etc::SourceList=/dev/null", "-oDir::Etc::SourceParts=" + filepath.Join(work, "sources"), "-oDir::State::Lists=" + filepath.Join(work, "lists")}
	for _, args := range [][]string{append(options, "update"), append(append(options, "download"), lavapipePackages...)} {
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
