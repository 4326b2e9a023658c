package run

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/spelling"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
)

// Version is the program's version.
const Version = "0.2.0"

// Report is a run's report.json: what was done, so that it can be done again, and what came of it.
type Report struct {
	Format string `json:"format"` // Format; empty in runs of before it had a name
	Record
	Test Measured `json:"test"`
	// Untrained are the figures of the same pairs by the tower as it was before it learned anything, without intervals; nil in runs of
	// before they were measured.
	Untrained *evaluate.Metrics `json:"untrained,omitempty"`
	// AccuracyAtHalfUnscaled is the test people's balanced accuracy at 0.5 as it would be without the scale.
	AccuracyAtHalfUnscaled *float64          `json:"accuracy_at_half_unscaled"`
	Skipped                []dataset.Skipped `json:"skipped"`
	// NoFace counts the photos on which the recipe face found none; nil for other recipes.
	NoFace  *int            `json:"no_face,omitempty"`
	Audit   []audit.Finding `json:"audit"`            // of audit.Quick
	Trials  []Trial         `json:"trials,omitempty"` // of the search that found the settings
	Folder  string          `json:"folder"`
	Seconds float64         `json:"seconds"`
}

// Record is how a model was made. A second run with the same seed on one thread gives the same record.
type Record struct {
	Provenance
	Split     map[string][]string `json:"split"` // names of the people by "train", "validation", "test"
	Published bool                `json:"published_split"`
	Photos    []PhotoHash         `json:"photos"`
	Excluded  []string            `json:"excluded"` // files that were left out, below the folder
	Epochs    int                 `json:"epochs"`   // that were finished
	BestEpoch int                 `json:"best_epoch"`
	Stopped   bool                `json:"stopped"`
	Early     bool                `json:"early,omitempty"` // ended by early stopping
	Warnings  []string            `json:"warnings"`
	// HeadMethod is how the head of the recipe face came about, and Candidates what it was chosen from.
	HeadMethod string          `json:"way,omitempty"`
	Candidates []Candidate     `json:"candidates,omitempty"`
	Scale      float64         `json:"scale"`
	Folds      int             `json:"folds"` // of the training people that set the scale and the thresholds
	Judgement  tower.Judgement `json:"judgement"`
}

// Provenance is what a training or a cross-validation was made with.
type Provenance struct {
	Siamface string         `json:"siamface"`
	Libtorch string         `json:"libtorch"`
	Go       string         `json:"go"`
	Device   string         `json:"device"`
	Recipe   string         `json:"recipe"`
	Weights  Origin         `json:"weights"`
	Settings train.Settings `json:"settings"`
	Changes  []string       `json:"changes"` // against the published experiment
}

// describeProvenance says what a plan is made with, with the settings that were followed.
func describeProvenance(p plan, s train.Settings) Provenance {
	return Provenance{
		Siamface: Version, Libtorch: torch.Version(), Go: runtime.Version(), Device: torch.DeviceName(p.model.Device()),
		Recipe: p.recipe.Name, Weights: p.origin, Settings: s, Changes: p.recipe.DifferencesFromPublished(s),
	}
}

// PhotoHash names a photo by its content.
type PhotoHash struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Split  string `json:"split,omitempty"`
}

// Origin is the file that the frozen weights came from; without one they are random.
type Origin struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

func (o Origin) String() string {
	if o.File == "" {
		return ""
	}
	return fmt.Sprintf("%s (sha256 %.12s…)", o.File, o.SHA256)
}

// makeReport says what was done and what came of it, but for the time.
func makeReport(p plan, t photoTable, head learned, tested measured, audited audit.Audit) Report {
	d, model := t.data, p.model
	r := Report{
		Format: Format,
		Test:   tested.Measured, AccuracyAtHalfUnscaled: tested.unscaled, Skipped: append(append([]dataset.Skipped{}, d.Skipped...), t.skipped...),
		Untrained: tested.untrained, NoFace: t.countNoFace(p.recipe), Audit: audited.Findings, Trials: p.options.Trials, Folder: d.Root,
	}
	r.Record = Record{
		HeadMethod: head.method, Candidates: head.candidates,
		Provenance: describeProvenance(p, head.settings), Split: map[string][]string{}, Photos: t.hashPhotos(), Excluded: append([]string{}, d.Excluded...), Published: d.Published,
		Epochs: len(head.History), BestEpoch: head.Best, Stopped: head.Stopped, Early: head.Early,
		Warnings: append([]string{}, slices.Concat(d.Warnings, head.Warnings, audited.Warnings())...), Scale: model.Scale, Folds: head.folds, Judgement: model.Judgement,
	}
	splits := map[string]string{} // by file
	for _, person := range d.People {
		split := person.Split.String()
		r.Split[split] = append(r.Split[split], person.Name)
		for _, photo := range person.Photos {
			splits[photo.Path] = split
		}
	}
	for i, photo := range r.Photos {
		r.Photos[i].Split = splits[photo.File]
	}
	return r
}

// ReadReport reads a run's report.
func ReadReport(folder string) (Report, error) {
	var r Report
	data, err := os.ReadFile(filepath.Join(folder, ReportFile))
	if err != nil {
		return r, fmt.Errorf("%s is not the folder of a run: %w", folder, err)
	}
	if err := CheckFormat(data, Format); err != nil {
		return r, fmt.Errorf("%s in %s can't be read as that of a run: %w", ReportFile, folder, err)
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return r, fmt.Errorf("%s in %s can't be read: %w", ReportFile, folder, errDamaged)
	}
	if r.Recipe == "" {
		return r, fmt.Errorf("%s in %s can't be read: %w: it names no recipe", ReportFile, folder, errDamaged)
	}
	return r.spelt(spelling.FromCell), nil
}
