// Command tokenize turns captions into CLIP's token ids, one a line.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"unclip/models/token"
	"unclip/models/token/clipvocab"
)

const usage = `usage: tokenize [-mojibake] [-merges FILE] [-json] <captions.jsonl >ids.jsonl

Reads one JSON string a line, writes one JSON array of token ids a line:
all ids of the caption, without start, end and padding. With -json one object
follows: how many captions and tokens there were.

`

// maxLine bounds one caption.
const maxLine = 64 << 20

func main() {
	err := run(os.Args[1:], os.Stdin, os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "tokenize:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("tokenize", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	repair := flags.Bool("mojibake", false, "also repair text decoded with the wrong character set")
	path := flags.String("merges", "", "merges list to use instead of CLIP's; plain text or .gz")
	asJSON := flags.Bool("json", false, "print one JSON object last")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(out, usage)
		flags.SetOutput(out)
		flags.PrintDefaults()
		return err
	} else if err != nil {
		return fmt.Errorf("%w; run with -h for the flags", err)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("argument %q; pass captions on standard input", flags.Arg(0))
	}
	t, err := open(*path, *repair)
	if err != nil {
		return err
	}
	s, err := tokenize(t, in, out)
	if err != nil || !*asJSON {
		return err
	}
	return json.NewEncoder(out).Encode(s)
}

// summary is the JSON object that -json prints.
type summary struct {
	Captions int `json:"captions"`
	Tokens   int `json:"tokens"`
}

func open(path string, repair bool) (*token.Tokenizer, error) {
	merges, err := readMerges(path)
	if err != nil {
		return nil, err
	}
	if repair {
		return token.New(merges, token.WithMojibake())
	}
	return token.New(merges)
}

func readMerges(path string) ([]string, error) {
	if path == "" {
		return clipvocab.Merges()
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w; pass an existing file to -merges", err)
	}
	defer file.Close()
	text, err := unpack(bufio.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%s: %w; pass plain text or a whole .gz file", path, err)
	}
	merges, err := token.ReadMerges(text)
	if err == nil && len(merges) == 0 {
		err = errors.New("no merges; pass a list of CLIP's format")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return merges, nil
}

func unpack(r *bufio.Reader) (io.Reader, error) {
	if magic, _ := r.Peek(2); bytes.Equal(magic, []byte{0x1F, 0x8B}) {
		return gzip.NewReader(r)
	}
	return r, nil
}

func tokenize(t *token.Tokenizer, in io.Reader, out io.Writer) (s summary, err error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	w := bufio.NewWriter(out)
	for ; lines.Scan(); s.Captions++ {
		ids, err := encodeLine(t, lines.Bytes())
		if err != nil {
			w.Flush() // what came before the bad line is right
			return s, fmt.Errorf("line %d: %w; write one JSON string a line, such as \"a corgi\"", s.Captions+1, err)
		}
		s.Tokens += len(ids)
		line, _ := json.Marshal(ids) // numbers always encode
		w.Write(append(line, '\n'))  // Flush reports the error
	}
	if err := lines.Err(); err != nil {
		w.Flush()
		return s, fmt.Errorf("line %d: %w; keep captions under %d MB", s.Captions+1, err, maxLine>>20)
	}
	if err := w.Flush(); err != nil {
		return s, fmt.Errorf("writing ids: %w; check where the output goes", err)
	}
	return s, nil
}

func encodeLine(t *token.Tokenizer, line []byte) ([]int32, error) {
	var text *string
	if err := json.Unmarshal(line, &text); err != nil {
		return nil, err
	}
	if text == nil {
		return nil, errors.New("null is no caption")
	}
	return t.Tokens(*text), nil
}
