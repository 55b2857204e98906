package app

// SeedField is the number that a picture's noise grows from.
type SeedField struct{ Desk *Desk }
