package idb

import (
	"fmt"
	"testing"
	"time"

	"unclip/web/history"
	"unclip/web/history/historytest"
)

func TestStore(t *testing.T) {
	number := time.Now().UnixNano()
	historytest.Run(t, func(t *testing.T) history.Store {
		number++
		s, err := Open(t.Context(), fmt.Sprintf("history-test-%d", number))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.db.Close() })
		return s
	})
}
