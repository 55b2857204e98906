package weights

import (
	"encoding/json"
	"fmt"
)

// ParseManifest reads and validates a manifest from untrusted bytes.
func ParseManifest(data []byte) (*Manifest, error) {
	if len(data) > MaxManifest {
		return nil, fmt.Errorf("weights: %w: manifest of %d bytes, at most %d", ErrLimit, len(data), MaxManifest)
	}
	m := &Manifest{Config: map[string]json.RawMessage{}, Needs: Needs{Limits: map[string]int64{}}}
	c := &cursor{data: data}
	if err := m.read(c); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if err := c.end(); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if err := m.Validate(); err != nil {
		return nil, err
	}
	return m, nil
}

func (m *Manifest) read(c *cursor) error {
	return c.object(func(key []byte) error {
		switch string(key) {
		case "format":
			return c.int(&m.Format)
		case "name":
			return c.str(&m.Name, MaxName)
		case "version":
			return c.str(&m.Version, MaxName)
		case "license":
			return c.str(&m.License, MaxName)
		case "description":
			return c.str(&m.Description, 4096)
		case "tokenizer":
			return c.str(&m.Tokenizer, MaxName)
		}
		return m.readLists(c, key)
	})
}

// readLists reads the fields that hold more than one value.
func (m *Manifest) readLists(c *cursor, key []byte) error {
	switch string(key) {
	case "config":
		return m.readConfig(c)
	case "stages":
		return c.strings(&m.Stages)
	case "needs":
		return m.Needs.read(c)
	case "files":
		return c.array(func() error { return m.readFile(c) })
	case "shards":
		return c.array(func() error { return m.readShard(c) })
	case "tensors":
		return c.array(func() error { return m.readTensor(c) })
	}
	return unknown(key)
}

func unknown(key []byte) error {
	return fmt.Errorf("weights: %w: unknown key %q; the model may need a newer version of this program", ErrField, key)
}

// tooMany guards the length of a list before it grows.
func tooMany(have, most int, what string) error {
	if have < most {
		return nil
	}
	return fmt.Errorf("weights: %w: more than %d %s", ErrLimit, most, what)
}

// strings reads a short list of names.
func (c *cursor) strings(list *[]string) error {
	return c.array(func() error {
		if err := tooMany(len(*list), 64, "names"); err != nil {
			return err
		}
		var s string
		err := c.str(&s, MaxName)
		*list = append(*list, s)
		return err
	})
}

func (m *Manifest) readConfig(c *cursor) error {
	return c.object(func(key []byte) error {
		if err := tooMany(len(m.Config), 32, "configurations"); err != nil {
			return err
		}
		if c.peek() != '{' {
			return c.fail("a configuration object")
		}
		raw, err := c.raw(maxConfig)
		m.Config[string(key)] = raw
		return err
	})
}

func (n *Needs) read(c *cursor) error {
	return c.object(func(key []byte) error {
		switch string(key) {
		case "features":
			return c.strings(&n.Features)
		case "limits":
			return c.object(func(name []byte) error {
				if err := tooMany(len(n.Limits), 64, "limits"); err != nil {
					return err
				}
				v, err := c.whole()
				n.Limits[string(name)] = v
				return err
			})
		}
		return unknown(key)
	})
}

func (m *Manifest) readFile(c *cursor) error {
	if err := tooMany(len(m.Files), MaxFiles, "files"); err != nil {
		return err
	}
	var f File
	err := c.record(4, func(key []byte) error {
		switch string(key) {
		case "file":
			return c.str(&f.File, MaxName)
		case "bytes":
			return c.int64(&f.Bytes)
		case "sha256":
			return c.str(&f.SHA256, 64)
		case "role":
			return c.str(&f.Role, MaxName)
		}
		return unknown(key)
	})
	m.Files = append(m.Files, f)
	return err
}

func (m *Manifest) readShard(c *cursor) error {
	if err := tooMany(len(m.Shards), MaxShards, "shards"); err != nil {
		return err
	}
	var s Shard
	err := c.record(4, func(key []byte) error {
		switch string(key) {
		case "file":
			return c.str(&s.File, MaxName)
		case "bytes":
			return c.int64(&s.Bytes)
		case "sha256":
			return c.str(&s.SHA256, 64)
		case "stage":
			return c.str(&s.Stage, MaxName)
		}
		return unknown(key)
	})
	m.Shards = append(m.Shards, s)
	return err
}
