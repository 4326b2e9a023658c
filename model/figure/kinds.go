package figure

import (
	"slices"

	"siamface/model/errorrate"
	"siamface/model/language"
)

// Evaluation is what the figures of an evaluation are drawn of.
type Evaluation struct {
	Classes errorrate.Classes
	Curves  []Curve // that of the model, then the baselines'
	// Thresholds are of the model; the histogram's line is its Threshold too.
	Thresholds Thresholds
}

// Kind is one of the figures of an evaluation. The window has a tab for each and saves it as a file; the report shows those with a note.
type Kind struct {
	Name  string        // of its file
	Tab   language.Text // of the window
	Title language.Text // on the report's page
	Note  language.Text // beside the title: how to read it
	// OverDistances says that the horizontal axis has distances: there the threshold is a line that can be dragged.
	OverDistances bool
	Draw          func(e Evaluation, style Style) Figure
}

// kinds are in the order of the window's tabs. A new one stands at the end.
var kinds = []Kind{histogramKind, rocKind, detKind, ratesKind, calibrationKind}

// ListKinds lists the kinds of figures.
func ListKinds() []Kind { return slices.Clone(kinds) }
