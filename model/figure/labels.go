package figure

import (
	"reflect"
	"strings"

	"siamface/model/format"
)

// Labels are the words of the figures. A field left empty stands for its English default.
type Labels struct {
	Genuine  string // the class of pairs of one person
	Impostor string // the class of pairs of two people
	// Legend has the places {class} and {count}.
	Legend    string
	Distance  string // axis
	Share     string // axis: share of the pairs of each class
	Threshold string // before the number at the line

	FMR      string // axis: the false match rate
	FNMR     string // axis: the false non-match rate
	TAR      string // axis: the true accept rate, 1 − FNMR
	Rate     string // axis: of both rates
	EER      string // the line on which FMR and FNMR are equal
	Interval string // the areas around curves
	Unsure   string // the distances between two thresholds
	Closer   string // the share of the impostor pairs that are closer than a distance
	Farther  string // the share of the genuine pairs that are farther
	OneClass string // instead of curves where one of the classes has no pairs

	Epoch      string // axis
	Loss       string // panel
	Accuracy   string // panel
	Train      string // curve
	Validation string // curve
	NoData     string // instead of a curve or bars

	Input, Output, Parameters string // of a layer
	Frozen, Trained           string // its parameters, where they never change, or are trained

	ForSame      string // what speaks for one person
	ForDifferent string // what speaks for two
	Covered      string // what the colours on a face mean
}

// English returns the default words.
func English() Labels {
	return Labels{
		Genuine: "genuine (same person)", Impostor: "impostor (different people)", Legend: "{class}: {count} pairs",
		Distance: "distance", Share: "share of the pairs of each class", Threshold: "threshold",
		FMR: "false match rate (FMR)", FNMR: "false non-match rate (FNMR)", TAR: "true accept rate (1 − FNMR)",
		Rate: "error rate",
		EER:  "equal error rate (FMR = FNMR)", Interval: "95 % interval", Unsure: "unsure", OneClass: "needs genuine and impostor pairs",
		Closer: "impostor pairs that are closer", Farther: "genuine pairs that are farther",
		Epoch: "epoch", Loss: "loss", Accuracy: "accuracy", Train: "training", Validation: "validation",
		NoData: "no data yet", Input: "input", Output: "output", Parameters: "parameters",
		Frozen: "frozen parameters", Trained: "trained parameters",
		ForSame: "spoke for the same person", ForDifferent: "spoke for different people",
		Covered: "change of the distance when a part of the face is covered",
	}
}

// TranslateLabels fills the labels with what translate has for their names, which are those of the fields in small letters. Where that
// is empty, the word stays English.
func TranslateLabels(translate func(name string) string) (l Labels) {
	words := reflect.ValueOf(&l).Elem()
	for field, word := range words.Fields() {
		word.SetString(translate(strings.ToLower(field.Name)))
	}
	return l
}

// withDefaults puts the default where a word is missing.
func (l Labels) withDefaults() Labels {
	words, defaults := reflect.ValueOf(&l).Elem(), reflect.ValueOf(English())
	for i := range words.NumField() {
		if words.Field(i).String() == "" {
			words.Field(i).Set(defaults.Field(i))
		}
	}
	return l
}

func (l Labels) legendText(class string, count int) string {
	return strings.NewReplacer("{class}", class, "{count}", format.Count(count)).Replace(l.Legend)
}
