package session

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"unclip/tools/npm"
)

// process is a Node that runs networks, one request at a time.
type process struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *bufio.Reader
}

// request is what run.mjs is asked for; Bytes follow behind it.
type request struct {
	Do      string `json:"do"` // load, write, run, read or drop
	Network int    `json:"network"`
	Pass    string `json:"pass,omitempty"`
	Path    string `json:"path,omitempty"`
	Name    string `json:"name,omitempty"`
	IDs     bool   `json:"ids,omitempty"`
	Bytes   int    `json:"bytes"`
}

type answer struct {
	Bytes int    `json:"bytes"`
	Error string `json:"error"`
}

func start(ctx context.Context) (*process, error) {
	home, err := npm.Install(ctx, "tools/onnx/session")
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.CommandContext(ctx, "node", filepath.Join(home, "run.mjs"))}
	p.cmd.Stderr = os.Stderr
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.stdout = bufio.NewReaderSize(stdout, 1<<20)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("session: node: %w; install Node 20 or newer", err)
	}
	return p, nil
}

// ask sends a request with its data and waits for the answer's data.
func (p *process) ask(r request, data []byte) ([]byte, error) {
	r.Bytes = len(data)
	line, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	if _, err := p.stdin.Write(append(append(line, '\n'), data...)); err != nil {
		return nil, fmt.Errorf("session: %s: %w; what node wrote to standard error says why it ended", r.Do, err)
	}
	if line, err = p.stdout.ReadBytes('\n'); err != nil {
		return nil, fmt.Errorf("session: %s: %w; what node wrote to standard error says why it ended", r.Do, err)
	}
	var a answer
	if err := json.Unmarshal(line, &a); err != nil {
		return nil, fmt.Errorf("session: %s: %w", r.Do, err)
	}
	if a.Error != "" {
		return nil, fmt.Errorf("session: %s %s%s: %s", r.Do, r.Pass, r.Name, a.Error)
	}
	out := make([]byte, a.Bytes)
	_, err = io.ReadFull(p.stdout, out)
	return out, err
}

func (p *process) close() error {
	p.stdin.Close()
	return p.cmd.Wait()
}
