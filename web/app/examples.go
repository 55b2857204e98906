package app

// Examples offers prompts of the model's author; a click writes one into the
// prompt.
type Examples struct{ Desk *Desk }
