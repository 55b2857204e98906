package bridge

// Limits that both ends enforce, so that neither trusts the other.
const (
	MaxPromptRunes = 1000    // a prompt, or what to leave out
	MaxTextRunes   = 4000    // any other text
	MaxNameRunes   = 200     // names, versions, adapters, addresses' parts
	MaxListItems   = 64      // examples, features, sizes
	MaxSteps       = 1000    // of any sampling loop
	MaxGuidance    = 50.0    // guidance scale of the decoder and of the prior
	MaxCandidates  = 16      // prior samples to choose from
	MaxSide        = 1024    // pixels of a picture's side
	MaxID          = 1 << 40 // request numbers
	MaxBytes       = 1 << 45 // sizes of downloads
	MaxSeconds     = 1 << 30 // times
)

// Phases of the engine, for State.Phase.
const (
	Idle       = "idle"       // no model on this device yet
	Installing = "installing" // the model is on its way
	Ready      = "ready"      // waiting for a prompt
	Generating = "generating" // at work on a picture
	Broken     = "failed"     // cannot go on without help
)

// Stages of a piece of work, for Progress.Stage.
const (
	Download = "download"
	Compile  = "compile"
	Text     = "text"
	Prior    = "prior"
	Decoder  = "decoder"
	Upsample = "upsample"
)

// Codes of failures, for Failed.Code. The page keeps its advice by code and
// shows Message and Advice for codes that it does not know.
const (
	NoGPU        = "no-webgpu"     // the browser has no WebGPU, or no adapter
	NoModel      = "no-model"      // the server has no manifest
	BadModel     = "bad-model"     // a digest or a shape is wrong
	NoNetwork    = "no-network"    // the download stopped
	NoSpace      = "no-space"      // the browser's storage is full
	NoMemory     = "no-memory"     // the GPU ran out of memory
	DeviceLost   = "device-lost"   // the GPU went away and did not come back
	BadRequest   = "bad-request"   // a message broke a limit
	Internal     = "internal"      // a fault of ours
	WorkerFailed = "worker-failed" // the engine could not start, or stopped
	Cancelled    = "cancelled"     // the visitor asked to stop; not shown as an error
)

// Ways from words to a picture's meaning, for Generate.Prior.
const (
	PriorDiffusion = "diffusion"
	PriorText      = "text"
	PriorNone      = "none"
)

// Samplers of the decoder, for Generate.Sampler.
const (
	DDPM = "ddpm"
	DDIM = "ddim"
	DPM  = "dpm++2m"
)

// Choice lists, in the order in which the page offers them.
var (
	Phases   = [...]string{Idle, Installing, Ready, Generating, Broken}
	Stages   = [...]string{Download, Compile, Text, Prior, Decoder, Upsample}
	Priors   = [...]string{PriorDiffusion, PriorText, PriorNone}
	Samplers = [...]string{DDIM, DPM, DDPM}
)
