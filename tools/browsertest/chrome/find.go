package chrome

import (
	"errors"
	"os"
	"os/exec"
)

// ErrNone means that no Chromium was found.
var ErrNone = errors.New("chrome: no Chromium found; install it (Debian and Ubuntu: apt-get install chromium) or set $CHROME to its path")

var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless_shell", "chrome"}

var places = []string{
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
}

// Find returns the path of Chromium or Chrome: $CHROME if set, else the first
// of the usual names in PATH.
func Find() (string, error) {
	if set := os.Getenv("CHROME"); set != "" {
		return exec.LookPath(set)
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	for _, path := range places {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", ErrNone
}
