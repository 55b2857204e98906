package app

// ChoiceField is a setting with a few named values, side by side.
type ChoiceField struct {
	Name, Label, Help, Value string
	Values                   []string
	Choose                   func(value string)
}
