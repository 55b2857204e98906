package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Grammar is what a language does to numbers. The browser knows it for all
// languages; Plain serves where there is no browser.
type Grammar interface {
	// Decimal writes a number with at most digits behind its point.
	Decimal(x float64, digits int) string
	// Date writes the day of a time in milliseconds since 1970, and how many
	// days ago that was.
	Date(ms int64) (text string, ago int)
	// Category is the plural category of a count: zero, one, two, few, many or other.
	Category(n int) string
}

// Voice is a catalogue with its grammar.
type Voice struct {
	*Catalogue
	Grammar Grammar
}

// Decimal writes a number with at most digits behind its point.
func (v Voice) Decimal(x float64, digits int) string { return v.Grammar.Decimal(x, digits) }

// Whole writes a whole number.
func (v Voice) Whole(n int) string { return v.Grammar.Decimal(float64(n), 0) }

// Day writes the day of a time in milliseconds since 1970.
func (v Voice) Day(ms int64) string {
	switch text, ago := v.Grammar.Date(ms); ago {
	case 0:
		return v.Today
	case 1:
		return v.Yesterday
	default:
		return text
	}
}

// Counted writes a count with its noun: "1 picture", "3 pictures".
func (v Voice) Counted(n int, forms Table[string]) string {
	form, ok := forms.Of(v.Grammar.Category(n))
	if !ok {
		form, _ = forms.Of("other")
	}
	return strings.ReplaceAll(form, "#", v.Whole(n))
}

// Bytes writes a size in decimal units, short.
func (v Voice) Bytes(n int) string {
	switch x := float64(n); {
	case n < 1000:
		return v.unit(x, 0, v.Byte)
	case n < 999_500:
		return v.unit(x/1e3, 0, v.Kilobyte)
	case n < 9_950_000:
		return v.unit(x/1e6, 1, v.Megabyte)
	case n < 999_500_000:
		return v.unit(x/1e6, 0, v.Megabyte)
	default:
		return v.unit(x/1e9, 1, v.Gigabyte)
	}
}

// Seconds writes a duration, short; tenths only below ten seconds.
func (v Voice) Seconds(s float64) string {
	switch {
	case s < 9.95:
		return v.unit(s, 1, v.Second)
	case s < 99.5:
		return v.unit(s, 0, v.Second)
	case s < 5970:
		return v.unit(s/60, 0, v.Minute)
	default:
		return v.unit(s/3600, 1, v.Hour)
	}
}

// Left writes a time to come in whole units, so that it does not flicker.
func (v Voice) Left(s float64) string {
	s = math.Max(1, math.Ceil(s))
	if s < 100 {
		return v.unit(s, 0, v.Second)
	}
	return v.unit(math.Ceil(s/60), 0, v.Minute)
}

func (v Voice) unit(x float64, digits int, unit string) string {
	return v.Decimal(x, digits) + " " + unit
}

// Control is the words of a control.
func (v Voice) Control(name string) Control {
	control, _ := v.Controls.Of(name)
	return control
}

// Choice names a value of a choice.
func (v Voice) Choice(value string) string {
	if name, ok := v.Choices.Of(value); ok {
		return name
	}
	return value
}

// Direction is the value of the page's dir attribute.
func (v Voice) Direction() string {
	if v.Right {
		return "rtl"
	}
	return "ltr"
}

// Attribute writes a number for a machine, without needless zeros.
func Attribute(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// Plain is the grammar of English, without separators between thousands.
type Plain struct{}

// Decimal writes a number with at most digits behind its point.
func (Plain) Decimal(x float64, digits int) string {
	text := fmt.Sprintf("%.*f", digits, x)
	if digits > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// Date writes the number of the day since 1970.
func (Plain) Date(ms int64) (text string, ago int) {
	return strconv.FormatInt(ms/86_400_000, 10), -1
}

// Category is "one" or "other".
func (Plain) Category(n int) string {
	if n == 1 {
		return "one"
	}
	return "other"
}

// Languages lists the catalogues; the first is the page's own.
func Languages() []*Catalogue { return []*Catalogue{&english, &german, &spanish, &arabic} }

// ForTag picks the catalogue of a language tag such as "de-AT"; English for a
// language that the page does not speak.
func ForTag(tag string) *Catalogue {
	language, _, _ := strings.Cut(strings.ToLower(tag), "-")
	for _, c := range Languages() {
		if c.Tag == language {
			return c
		}
	}
	return Languages()[0]
}
