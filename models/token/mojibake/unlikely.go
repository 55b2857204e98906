// Translated from ftfy/badness.py, Copyright 2023 Robyn Speer, Apache-2.0; see NOTICE.

package mojibake

const (
	accented = lowerAccented | upperAccented
	marks    = opening | closing
	signs    = accented | box | marks | currency | numeric | law
)

func in(c category) atom               { return atom{in: c} }
func one(runes string) atom            { return atom{runes: runes} }
func either(c category, s string) atom { return atom{in: c, runes: s} }
func that(test func(rune) bool) atom   { return atom{test: test} }

// unlikely lists the sequences that give broken text away.
var unlikely = [][]atom{
	{in(c1)},
	{in(bad | signs), in(bad)},
	{that(isLetterASCII), in(lowerCommon | upperCommon), in(bad)},
	{in(bad), in(signs)},
	{in(lowerAccented | lowerCommon | box | closing | currency | numeric), in(upperAccented)},
	{in(box | closing | currency | numeric), in(lowerAccented)},
	{in(lowerAccented | box | closing), in(currency)},
	{that(isSpace), in(upperAccented), in(currency)},
	{in(upperAccented | box), in(numeric | law)},
	{in(accented | box | currency | closing), in(opening), in(numeric)},
	{in(accented | currency | numeric | box | law), in(closing), in(opening)},
	{in(currency | numeric | box), in(opening)},
	{that(isLowerASCII), in(upperAccented), in(opening | currency)},
	{in(box), in(kaomoji)},
	{in(accented | currency | numeric | marks | law), in(box)},
	{in(box), in(closing)},
	{in(accented), in(marks), that(isWord)},

	// œ, unless a plain Latin letter follows.
	{one("Œœ"), that(notLetterASCII)},
	// Degree signs after capitals.
	{in(upperAccented), one("°")},

	// Windows-1252: pairs that the rules above miss.
	{one("ÂÃÎÐ"), either(marks, "€œŠš¢£Ÿž\u00a0\u00ad®©°·»–—´")},
	{one("×"), one("²³")},
	// Windows-1252: Arabic. Its pairs are common, so two are wanted.
	{one("ØÙ"), arabicTail, one("ØÙ"), arabicTail},
	// Windows-1252: South Asian scripts.
	{one("à"), one("²µ¹¼½¾")},

	// Mac Roman.
	{one("√"), one("±∂†≠®™´≤≥¥µø")},
	{one("≈"), one("°¢")},
	{one("‚"), one("Ä"), one("ìîïòôúùû†°¢π")},
	{one("‚"), one("âó"), one("àä°ê")},

	// Windows-1251: U+2000 and up, Latin-1 and Cyrillic.
	{one("в"), one("Ђ")},
	{one("ВГРС"), either(c1|bad|marks|currency, "°µ"), one("ВГРС")},
	// Windows-1251 over Latin-1 over Windows-1252, with Latin text nearby.
	{one("Г"), one("ў"), one("В"), one("Ђ"), one("В"), that(notLineFeed), letterOrSpace},

	// Windows-1252: à, á and the no-break space.
	{one("Ã"), one("\u00a0¡")},
	{that(isLowerASCII), one("ÃÂ"), one(" ")},
	{that(isLowerASCII), that(isSpace), one("ÃÂ"), one(" ")},
	// Â before the very character it came from.
	{atom{in: closing, runes: ".,?!", test: isLowerASCII}, one("Â"), either(marks, " ")},

	// Windows-1253: U+2000 and up, Latin-1 and Greek.
	{one("β"), one("€"), one("™\u00a0Ά\u00ad®°")},
	{one("ΒΓΞΟ"), either(c1|bad|marks|currency, "°"), one("ΒΓΞΟ")},

	// Windows-1257: U+2000 and up.
	{one("ā"), one("€")},
}

var (
	arabicTail    = either(common|currency|bad|numeric|opening, "ŸŠ®°µ»")
	letterOrSpace = atom{runes: " ", test: isLetterASCII}
)
