package clipvocab

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"unclip/models/token"
)

func TestMerges(t *testing.T) {
	merges, err := Merges()
	if err != nil {
		t.Fatal(err)
	}
	if first, last := merges[0], merges[len(merges)-1]; first != "i n" || last != "jeky ll</w>" {
		t.Errorf("from %q to %q", first, last)
	}
	sum := sha256.Sum256([]byte(strings.Join(merges, "\n") + "\n"))
	const want = "d308b7377a8ceaa9707a21614fe8c831b9196e197b7aeb69833359362907af02"
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("sha256 %s, NOTICE says %s", got, want)
	}
	if _, err := token.New(merges); err != nil {
		t.Error(err)
	}
}
