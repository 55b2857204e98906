package app

// Examples offers prompts of the model's author.
type Examples struct{ Desk *Desk }
