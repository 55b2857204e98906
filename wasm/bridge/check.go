package bridge

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// The checks below are shared by the reader and the writer.

func checkText(name, s string, maxRunes int) error {
	if len(s) > maxRunes*utf8.UTFMax || utf8.RuneCountInString(s) > maxRunes {
		return fmt.Errorf("%s has more than %d characters", name, maxRunes)
	}
	return nil
}

func checkTexts(name string, list []string, maxRunes int) error {
	if len(list) > MaxListItems {
		return fmt.Errorf("%s has more than %d items", name, MaxListItems)
	}
	for _, s := range list {
		if err := checkText(name, s, maxRunes); err != nil {
			return err
		}
	}
	return nil
}

func checkFiles(name string, list []File) error {
	if len(list) > MaxFiles {
		return fmt.Errorf("%s has more than %d files", name, MaxFiles)
	}
	for _, f := range list {
		if err := checkText(name, f.Name(), MaxNameRunes); err != nil {
			return err
		}
	}
	return nil
}

func checkChoice(name, s string, of []string) error {
	if !slices.Contains(of, s) {
		return fmt.Errorf("%s is %.40q, not one of %q", name, s, of)
	}
	return nil
}

func checkSeed(name, s string) error {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || strconv.FormatUint(n, 10) != s {
		return fmt.Errorf("%s %.40q is not a whole number below 2^64", name, s)
	}
	return nil
}

// checkNumber also refuses NaN, for which both comparisons are false.
func checkNumber(name string, x, min, max float64) error {
	if x >= min && x <= max {
		return nil
	}
	return fmt.Errorf("%s is %g, outside %g to %g", name, x, min, max)
}

func checkNumbers(name string, list []float64, min, max float64) error {
	if len(list) > MaxCodes {
		return fmt.Errorf("%s has more than %d numbers", name, MaxCodes)
	}
	for _, x := range list {
		if err := checkNumber(name, x, min, max); err != nil {
			return err
		}
	}
	return nil
}

func checkWhole(name string, x float64, min, max int) error {
	if x != math.Trunc(x) {
		return fmt.Errorf("%s is %g, not a whole number", name, x)
	}
	return checkNumber(name, x, float64(min), float64(max))
}

func checkPicture(width, height int, p Pixels) error {
	if p == nil {
		return fmt.Errorf("pixels are missing")
	}
	if n := width * height * 4; p.Len() != n {
		return fmt.Errorf("pixels hold %d bytes where %d by %d takes %d", p.Len(), width, height, n)
	}
	return nil
}
