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
	"siamface/model/recipes"
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
	Siamface  string              `json:"siamface"`
	Libtorch  string              `json:"libtorch"`
	Go        string              `json:"go"`
	Device    string              `json:"device"`
	Recipe    string              `json:"recipe"`
	Weights   Origin              `json:"weights"`
	Settings  train.Settings      `json:"settings"`
	Changes   []string            `json:"changes"` // against the published experiment
	Split     map[string][]string `json:"split"`   // names of the people by "train", "validation", "test"
	Published bool                `json:"published_split"`
	Photos    []PhotoHash         `json:"photos"`
	Excluded  []string            `json:"excluded"` // files that were left out, below the folder
	Epochs    int                 `json:"epochs"`   // that were finished
	BestEpoch int                 `json:"best_epoch"`
	Stopped   bool                `json:"stopped"`
	Early     bool                `json:"early,omitempty"` // ended by early stopping
	Warnings  []string            `json:"warnings"`
	// Way is the head that the recipe face ended with, and Candidates what it was chosen from.
	Way        string          `json:"way,omitempty"`
	Candidates []Candidate     `json:"candidates,omitempty"`
	Scale      float64         `json:"scale"`
	Folds      int             `json:"folds"` // of the training people that set the scale and the thresholds
	Judgement  tower.Judgement `json:"judgement"`
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

// Measured are the figures of some people's pairs.
type Measured struct {
	People  int `json:"people"`
	Photos  int `json:"photos"`
	Skipped int `json:"skipped"`
	evaluate.Metrics
}

// fill completes the report once everything is known.
func (j *job) fill(seconds float64) {
	r := &j.made
	r.Format = Format
	r.Record = Record{
		Way: r.Way, Candidates: r.Candidates,
		Siamface: Version, Libtorch: torch.Version(), Go: runtime.Version(), Device: torch.DeviceName(j.model.Device()),
		Recipe: j.model.Design.Name, Weights: j.origin, Settings: j.settings, Changes: recipes.Of(j.model.Tower).DifferencesFromPublished(j.settings),
		Split: map[string][]string{}, Excluded: append([]string{}, j.data.Excluded...), Published: j.data.Published,
		Epochs: len(j.outcome.History), BestEpoch: j.outcome.Best, Stopped: j.outcome.Stopped, Early: j.outcome.Early,
		Warnings: append([]string{}, slices.Concat(j.data.Warnings, j.outcome.Warnings, j.audited.Warnings())...), Scale: j.model.Scale, Folds: j.folds, Judgement: j.model.Judgement,
	}
	for _, p := range j.data.People {
		split := p.Split.String()
		r.Split[split] = append(r.Split[split], p.Name)
	}
	for _, p := range j.photos {
		if !p.bad {
			r.Photos = append(r.Photos, PhotoHash{p.file, p.sha256, j.data.People[p.person].Split.String()})
		}
	}
	r.Skipped = append(append([]dataset.Skipped{}, j.data.Skipped...), r.Skipped...)
	r.NoFace = j.noFace()
	r.Audit = j.audited.Findings
	r.Trials = j.options.Trials
	r.Folder, r.Seconds = j.data.Root, seconds
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
		return r, fmt.Errorf("the report of the run in %s is damaged: %w", folder, err)
	}
	return r.spelt(spelling.FromCell), nil
}
