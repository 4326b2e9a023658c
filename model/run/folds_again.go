package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/dataset"
)

// FoldRecord is how a cross-validation was made: all that FoldsAgain needs. With one thread the same folder gives the same numbers.
type FoldRecord struct {
	Provenance
	Folds     int         `json:"folds"` // 0 in what was read of a training
	Untrained bool        `json:"untrained"`
	FMR       float64     `json:"fmr"`      // that the thresholds are set for; 0 is the usual one
	Photos    []PhotoHash `json:"photos"`   // without splits
	Excluded  []string    `json:"excluded"` // files that were left out, below the folder
}

// recordFolds says how a cross-validation was made.
func recordFolds(p plan, o FoldOptions, t photoTable) FoldRecord {
	return FoldRecord{
		Provenance: describeProvenance(p, p.settings),
		Folds:      o.Folds, Untrained: o.Untrained, FMR: o.FMR, Photos: t.hashPhotos(), Excluded: append([]string{}, t.data.Excluded...),
	}
}

// ReadFoldRecord reads how a cross-validation was made from the JSON of its report, or of its result; a folder is the report in it. Of
// a training's report it takes what a fold of it would be trained by, with no number of folds.
func ReadFoldRecord(path string) (FoldRecord, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, ReportFile)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return FoldRecord{}, fmt.Errorf("there is no report to repeat: %w", err)
	}
	if err := CheckFormat(data, EvaluationFormat, Format); err != nil {
		return FoldRecord{}, fmt.Errorf("%s is neither the report of a cross-validation nor of a training: %w", path, err)
	}
	var read struct {
		Record *FoldRecord `json:"record"`
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return FoldRecord{}, fmt.Errorf("%s is not a report, or damaged: %w", path, err)
	}
	if read.Record != nil {
		return *read.Record, nil
	}
	var made Record
	if err := json.Unmarshal(data, &made); err != nil || made.Recipe == "" {
		return FoldRecord{}, errors.Join(fmt.Errorf("%s is neither the report of a cross-validation nor of a training", path), err)
	}
	r := FoldRecord{Provenance: made.Provenance, FMR: made.Judgement.Rate, Excluded: made.Excluded}
	for _, p := range made.Photos {
		r.Photos = append(r.Photos, PhotoHash{File: p.File, SHA256: p.SHA256})
	}
	return r, nil
}

// FoldsAgain is what repeats a cross-validation: the folder without what was left out, the options that give the same numbers, and
// sentences on what differs now, so that the numbers may too. Of the options given, the number of folds where it isn't 0, the device,
// the threads where they aren't 0, and the file of weights hold; the rest comes from the record. d stays as it is.
func FoldsAgain(ctx context.Context, d *dataset.Dataset, made FoldRecord, o FoldOptions) (*dataset.Dataset, FoldOptions, []string, error) {
	if err := wantWeights(o.Weights, made.Weights); err != nil {
		return nil, o, nil, err
	}
	s := made.Settings
	o.Recipe, o.Settings, o.Epochs, o.Seed, o.FMR, o.Untrained = made.Recipe, &s, 0, s.Seed, made.FMR, made.Untrained
	if o.Threads == 0 {
		o.Threads = s.Threads
	}
	if o.Folds == 0 {
		o.Folds = made.Folds
	}
	d = d.Without(made.Excluded)
	was := Record{Provenance: made.Provenance, Photos: made.Photos}
	differs, err := differences(ctx, d, Report{Record: was}, o.Training())
	return d, o, differs, err
}
