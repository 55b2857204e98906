//go:build browser

package e2e

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"unclip/tools/browsertest/chrome"
	"unclip/web/server"
)

// hostsEnv names a folder that Debian's packages of the servers are unpacked in;
// without it they are where Debian installs them.
const hostsEnv = "UNCLIP_HOSTS"

// installed is the path of a file of these packages.
func installed(t *testing.T, name, debian string) string {
	t.Helper()
	path := filepath.Join("/", os.Getenv(hostsEnv), filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; let go run ./tools/check -lane browser get it, or apt-get install %s", err, debian)
	}
	return path
}

// TestHosts puts the site that tools/site writes behind other web servers, set up
// as docs/hosting.md says: they answer as ours does, and the page starts and gets
// its model.
func TestHosts(t *testing.T) {
	folder := writeSite(t)
	b := chromium(t, chrome.Options{})
	for name, start := range map[string]func(*testing.T, string) elsewhere{"nginx": startNginx, "Caddy": startCaddy} {
		t.Run(name, func(t *testing.T) {
			e := start(t, folder)
			t.Run("files", e.files)
			t.Run("copies", e.copies)
			t.Run("ranges", e.ranges)
			t.Run("refusals", e.refusals)
			t.Run("visit", func(t *testing.T) { visit(t, b, &site{URL: "http://" + e.address + "/"}).install() })
		})
	}
}

// elsewhere is the site on another server.
type elsewhere struct {
	address string
	folder  string
}

// writeSite runs the command for the tiny model, and puts beside and into the site
// what nobody is to see.
func writeSite(t *testing.T) string {
	t.Helper()
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	model, folder := t.TempDir(), filepath.Join(t.TempDir(), "site")
	writeModel(t, model)
	cmd := exec.Command("go", "run", "./tools/site", "-out", folder, "-model", model, "-quality", "1")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range []string{"../secret.txt", ".secret.txt", "model/.secret.txt", "secret.php"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(secret), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

const secret = "nobody is to see this"

// startNginx runs nginx as a program of ours.
func startNginx(t *testing.T, folder string) elsewhere {
	const module = "usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
	home, address := t.TempDir(), freeAddress(t)
	temporary := ""
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		temporary += fmt.Sprintf("%s_temp_path %s;\n", kind, filepath.Join(home, kind))
	}
	conf := fmt.Sprintf("load_module %s;\ndaemon off;\nmaster_process off;\npid %s;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n%s%s}\n",
		installed(t, module, "libnginx-mod-http-brotli-static"), filepath.Join(home, "pid"), temporary, documented(t, "nginx", folder, address))
	path := filepath.Join(home, "nginx.conf")
	if err := os.WriteFile(path, []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	return run(t, elsewhere{address, folder}, exec.Command(installed(t, "usr/sbin/nginx", "nginx"), "-e", "stderr", "-p", home, "-c", path))
}

// startCaddy runs Caddy as a program of ours.
func startCaddy(t *testing.T, folder string) elsewhere {
	home, address := t.TempDir(), freeAddress(t)
	path := filepath.Join(home, "Caddyfile")
	conf := "{\n\tadmin off\n\tauto_https off\n}\n" + documented(t, "caddy", folder, address)
	if err := os.WriteFile(path, []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(installed(t, "usr/bin/caddy", "caddy"), "run", "--config", path)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home)
	return run(t, elsewhere{address, folder}, cmd)
}

// documented is the block of docs/hosting.md for a server, with our folder and address.
func documented(t *testing.T, language, folder, address string) string {
	t.Helper()
	root, err := server.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "docs", "hosting.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatalf("docs/hosting.md says nothing of %s", language)
	}
	conf := strings.ReplaceAll(string(block[1]), "/srv/unclip", folder)
	return strings.NewReplacer("listen 8080;", "listen "+address+";", ":8080 {", "http://"+address+" {").Replace(conf)
}

// freeAddress is one that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// run starts a server, waits until it listens and ends it with the test.
func run(t *testing.T, e elsewhere, cmd *exec.Cmd) elsewhere {
	t.Helper()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
	})
	for {
		conn, err := net.Dial("tcp", e.address)
		if err == nil {
			conn.Close()
			return e
		}
		select {
		case <-ended:
			t.Fatalf("%s does not start: %s", cmd.Path, said.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
