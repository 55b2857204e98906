package words

import (
	"fmt"
	"math"
	"strconv"
)

// Bytes writes a size in decimal units, short.
func Bytes(n int) string {
	switch x := float64(n); {
	case n < 1000:
		return strconv.Itoa(n) + " B"
	case n < 999_500:
		return fmt.Sprintf("%.0f kB", x/1e3)
	case n < 9_950_000:
		return fmt.Sprintf("%.1f MB", x/1e6)
	case n < 999_500_000:
		return fmt.Sprintf("%.0f MB", x/1e6)
	default:
		return fmt.Sprintf("%.1f GB", x/1e9)
	}
}

// Seconds writes a duration, short; tenths only below ten seconds.
func Seconds(s float64) string {
	switch {
	case s < 9.95:
		return fmt.Sprintf("%.1f s", s)
	case s < 99.5:
		return fmt.Sprintf("%.0f s", s)
	case s < 5970:
		return fmt.Sprintf("%.0f min", s/60)
	default:
		return fmt.Sprintf("%.1f h", s/3600)
	}
}

// Left writes a time to come in whole units, so that it does not flicker.
func Left(s float64) string {
	s = math.Max(1, math.Ceil(s))
	if s < 100 {
		return fmt.Sprintf("%.0f s", s)
	}
	return fmt.Sprintf("%.0f min", math.Ceil(s/60))
}

// Number writes a setting without needless zeros.
func Number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
