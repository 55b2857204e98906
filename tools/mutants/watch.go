package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// command is a program with all its children in a group of their own, so that
// ending it leaves nothing behind.
func command(ctx context.Context, folder, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

// watch runs a program to its end, or until it has computed for a while without
// a word. Processor time counts, not the clock: a busy machine hangs nothing.
func watch(cmd *exec.Cmd, patience time.Duration) (out []byte, hung bool, err error) {
	h := &hearing{}
	cmd.Stdout, cmd.Stderr = h, h
	if err := cmd.Start(); err != nil {
		return nil, false, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	heard, since := 0, time.Duration(0)
	for {
		select {
		case err := <-ended:
			return h.text.Bytes(), hung, err
		case <-tick.C:
			spent := processorTime(cmd.Process.Pid)
			if n := h.length(); n != heard {
				heard, since = n, spent
			}
			if !hung && spent-since > patience {
				hung = true
				_ = cmd.Cancel() // Wait tells of what matters
			}
		}
	}
}

// processorTime is what a process has used so far, 0 where /proc does not tell.
func processorTime(pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, found := strings.Cut(string(stat), ") ") // behind the name, which may hold anything
	fields := strings.Fields(rest)
	if err != nil || !found || len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11]) // the kernel writes numbers
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / 100
}

// hearing keeps what a program says.
type hearing struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (h *hearing) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(p)
}

func (h *hearing) length() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Len()
}

// tail is the end of an output, for errors.
func tail(out []byte) []byte { return out[max(0, len(out)-2000):] }
