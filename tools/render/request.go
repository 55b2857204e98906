package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"unclip/tools/model"
	"unclip/wasm/bridge"
)

// requests are the messages to send: one prompt with several seeds, the prompts
// of a file, the model's own list with one seed, or an edit of a picture.
func (o *options) requests(m *model.Folder) ([]bridge.Message, error) {
	switch {
	case o.mode != "create":
		edit, err := o.edit()
		return []bridge.Message{edit}, err
	case o.prompts != "":
		return o.listed()
	case !o.grid:
		var list []bridge.Message
		for i := range o.count {
			list = append(list, o.generate(i+1, o.Prompt, o.seed+uint64(i)))
		}
		return list, nil
	}
	prompts, err := m.Prompts(gridSize)
	if err != nil {
		return nil, err
	}
	var list []bridge.Message
	for i, p := range prompts {
		list = append(list, o.generate(i+1, p, o.seed))
	}
	return list, nil
}

// listed are the requests of a file of prompts, one a line.
func (o *options) listed() ([]bridge.Message, error) {
	data, err := os.ReadFile(o.prompts)
	if err != nil {
		return nil, fmt.Errorf("prompts: %w; give a text file with one prompt a line", err)
	}
	var list []bridge.Message
	for i, prompt := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		list = append(list, o.generate(i+1, prompt, o.seed+uint64(i)))
	}
	return list, nil
}

// generate asks for one picture by the options.
func (o *options) generate(id int, prompt string, seed uint64) *bridge.Generate {
	g := o.Generate
	g.ID, g.Prompt, g.Seed, g.Count = id, prompt, strconv.FormatUint(seed, 10), 1
	return &g
}

// gridSize is how many prompts a model shows itself with.
const gridSize = 48
