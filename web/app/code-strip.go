package app

import (
	"fmt"
	"strings"

	"unclip/wasm/bridge"
)

// CodeStrip shows the codes of the autoregressive prior as it draws them: a bar
// for each, the most telling first, up or down from the middle bucket.
type CodeStrip struct{ Desk *Desk }

func (c *CodeStrip) codes() bridge.Codes {
	if codes := c.Desk.Session.StageCodes(); codes != nil {
		return *codes
	}
	return bridge.Codes{Of: 1, Buckets: 1}
}

// Box is as wide as there will be codes.
func (c *CodeStrip) Box() string { return fmt.Sprintf("0 -1 %d 2", c.codes().Of) }

// Bars draws the codes.
func (c *CodeStrip) Bars() string {
	codes := c.codes()
	var path strings.Builder
	for i, code := range codes.Drawn {
		up := 2*(code+0.5)/float64(codes.Buckets) - 1
		fmt.Fprintf(&path, "M%d.5 0v%.3f", i, -up)
	}
	return path.String()
}

// Count says how many codes there are, and how near they come to the words.
func (c *CodeStrip) Count() string {
	codes, say := c.codes(), c.Desk.Session.Say
	return fmt.Sprintf(say.CodesDrawn, say.Whole(len(codes.Drawn)), say.Whole(codes.Of), say.Decimal(codes.Similarity, 2))
}
