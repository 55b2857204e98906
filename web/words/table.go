package words

// Table is what is said under names. It is a list, since the compiler writes maps
// as code: the four catalogues had 50 KB of it.
type Table[T any] []Entry[T]

// Entry is one name of a table.
type Entry[T any] struct {
	Name string
	Said T
}

// Of finds what is said under a name, if anything is.
func (t Table[T]) Of(name string) (said T, ok bool) {
	for _, e := range t {
		if e.Name == name {
			return e.Said, true
		}
	}
	return said, false
}
