package mem

import (
	"testing"

	"unclip/web/history"
	"unclip/web/history/historytest"
)

func TestStore(t *testing.T) {
	historytest.Run(t, func(*testing.T) history.Store { return &Store{} })
}
