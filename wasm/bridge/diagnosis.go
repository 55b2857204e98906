package bridge

// Diagnose asks for a Diagnosis.
type Diagnose struct{}

// Diagnosis is what a visitor would copy into a report of trouble, and whether
// the GPU computes correctly. It also comes unasked when the GPU does not.
type Diagnosis struct {
	Adapter  string
	Features []string // enabled ones
	Exam     string   // one of Exams
	Wrong    []string // kernels whose numbers were wrong
	Notes    []string // "name: value", of limits, memory and versions
}

// Results of the examination of a GPU, for Diagnosis.Exam.
const (
	ExamPassed  = "passed"
	ExamFailed  = "failed"
	ExamMissing = "missing" // it could not be held
)

// Exams are the results that there are.
var Exams = [...]string{ExamPassed, ExamFailed, ExamMissing}

// Kind names the message.
func (*Diagnose) Kind() string { return "diagnose" }

// Kind names the message.
func (*Diagnosis) Kind() string { return "diagnosis" }

func (*Diagnose) fields(codec) {}

func (m *Diagnosis) fields(c codec) {
	c.text("adapter", &m.Adapter, MaxNameRunes)
	c.texts("features", &m.Features, MaxNameRunes)
	c.choice("exam", &m.Exam, Exams[:])
	c.texts("wrong", &m.Wrong, MaxNameRunes)
	c.texts("notes", &m.Notes, MaxTextRunes)
}
