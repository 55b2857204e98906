//go:build browser && linux

package install_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"unclip/tools/browsertest/chrome"
)

// The short set; the long one is 20.
var fullDisks = flag.Int("full", 4, "how many full disks an installation meets")

// TestBrowserFullDisk installs on a disk that has no room for all of a model,
// from none to nearly enough: the browser lives, the visitor reads that there is
// no room, the model that was here before stays whole, and with room the next
// visit goes on.
func TestBrowserFullDisk(t *testing.T) {
	s := newSite(t, 12, 1<<20)
	disk := smallDisk(t)
	for i := range *fullDisks {
		s.crowd(t, disk, i)
	}
}

// crowd is one trial, in a profile of its own.
func (s *site) crowd(t *testing.T, disk string, i int) {
	profile := filepath.Join(disk, fmt.Sprint("profile", i))
	b := chrome.Test(t, chrome.Options{Profile: profile})
	p := s.tab(t, b)
	if o := s.do(t, p, "install", "before"); o.Kind != "" {
		t.Fatalf("with room: %+v", o)
	}
	filler := fill(t, disk, int(s.model.size())*i / *fullDisks)
	o := s.do(t, p, "install", "next")
	if o.Kind != "quota" && (i > 0 || o.Kind != "unavailable") { // with no byte left Chromium opens nothing
		t.Errorf("room for %d of %d: %+v", i, *fullDisks, o)
	}
	must(t, os.Remove(filler))
	s.wantComplete(t, p, "before")
	kept := s.do(t, p, "verify", "next")
	if kept.Good != kept.Kept {
		t.Errorf("room for %d of %d: %+v", i, *fullDisks, kept)
	}
	if o := s.do(t, p, "install", "next"); o.Kind != "" {
		t.Errorf("with room again: %+v", o)
	}
	s.wantComplete(t, p, "next")
	t.Logf("room for %d of %d: kept %d of %d", i, *fullDisks, kept.Kept, len(s.model.items))
	b.Close()
	must(t, os.RemoveAll(profile))
}

// smallDisk is a file system of its own.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256m"); err != nil {
		t.Skipf("only where file systems may be mounted, as in CI: %v", err)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
	return dir
}

// fill leaves about so many bytes free.
func fill(t *testing.T, disk string, room int) string {
	t.Helper()
	var of syscall.Statfs_t
	must(t, syscall.Statfs(disk, &of))
	name := filepath.Join(disk, "filler")
	free := int(of.Bavail) * int(of.Bsize)
	must(t, os.WriteFile(name, make([]byte, max(0, free-room)), 0o600))
	return name
}
