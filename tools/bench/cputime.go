package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// tick is the unit of processor times in /proc, in milliseconds: Linux fixes
// it at 100 a second for programs, whatever its own clock.
const tick = 10

// cpu answers with the processor time in milliseconds that our descendants, the
// browser's processes, have used. On an adapter that is the processor, other
// programs stretch wall times but not these. Only Linux has /proc.
func cpu(w http.ResponseWriter, _ *http.Request) {
	paths, _ := filepath.Glob("/proc/[0-9]*/stat")
	parent, used := map[int]int{}, map[int]int{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended since
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		parent[pid], used[pid] = times(string(text))
	}
	if len(used) == 0 {
		http.Error(w, "no /proc", http.StatusNotFound)
		return
	}
	sum := 0
	for pid := range used {
		if descends(parent, parent[pid]) {
			sum += used[pid]
		}
	}
	fmt.Fprint(w, tick*sum)
}

// times reads the parent and the ticks used from a line of /proc/PID/stat; the
// name in it stands in brackets and may hold spaces.
func times(stat string) (parent, ticks int) {
	_, rest, _ := strings.Cut(stat[strings.LastIndex(stat, ")")+1:], " ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, 0
	}
	parent, _ = strconv.Atoi(fields[1])
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return parent, user + system
}

// descends reports whether a process is this one or has it as an ancestor.
func descends(parent map[int]int, pid int) bool {
	for ; pid > 1; pid = parent[pid] {
		if pid == os.Getpid() {
			return true
		}
	}
	return false
}
