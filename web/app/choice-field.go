package app

// ChoiceField is a setting with a few named values, side by side.
type ChoiceField struct {
	Desk        *Desk
	Name, Value string
	Values      []string
	Choose      func(value string)
}
