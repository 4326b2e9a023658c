package run

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"siamface/model/audit"
	"siamface/model/evaluate"
	"siamface/model/figure"
	"siamface/model/file"
	"siamface/model/parallel"
	"siamface/model/train"
)

// write writes the run's files, all of them aside first: what goes wrong then leaves an older run as it was. They take their
// places with the model gone, and it comes last: a folder with a model is a whole run.
func (j *job) write() error {
	j.fill(time.Since(j.begun).Seconds())
	record, err := j.record()
	if err != nil {
		return err
	}
	j.model.Record = record
	aside, err := os.MkdirTemp(j.options.Folder, ".writing-")
	if err != nil {
		return fmt.Errorf("can't write to the run's folder: %w", err)
	}
	defer os.RemoveAll(aside)
	figures, err := j.figures()
	if err != nil {
		return err
	}
	parts := []func(string) error{
		func(aside string) error { return j.model.Save(filepath.Join(aside, ModelFile)) },
		j.writeTexts,
	}
	for name, f := range figures {
		parts = append(parts, func(aside string) error { return figure.Save(filepath.Join(aside, name), f) })
	}
	err = parallel.Each(background, len(parts), func(_ context.Context, i int) error { return parts[i](aside) }, nil)
	if err != nil {
		return err
	}
	return moveRun(aside, j.options.Folder)
}

// files are the names of a run's files, the model last.
var files = []string{ReportFile, PairsFile, HistoryFile, SummaryFile, ExcludedFile, NetworkFile, CurvesFile, HistogramFile, ModelFile}

// moveRun moves a whole run into its folder, over an older one.
func moveRun(from, to string) error {
	for _, name := range files {
		if info, err := os.Lstat(filepath.Join(to, name)); err == nil && info.IsDir() {
			return fmt.Errorf("can't write %s: a folder has that name", filepath.Join(to, name))
		}
	}
	if err := os.Remove(filepath.Join(to, ModelFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("can't replace the old model: %w", err)
	}
	for _, name := range files {
		err := os.Rename(filepath.Join(from, name), filepath.Join(to, name))
		if name == ExcludedFile && errors.Is(err, fs.ErrNotExist) { // nothing was left out, other than in an older run perhaps
			if err = os.Remove(filepath.Join(to, name)); errors.Is(err, fs.ErrNotExist) {
				err = nil
			}
		}
		if err != nil {
			return fmt.Errorf("can't write %s: %w", filepath.Join(to, name), err)
		}
	}
	file.SyncFolder(to)
	return nil
}

// writeTexts writes all but figures and model.
func (j *job) writeTexts(folder string) error {
	for name, write := range map[string]func(io.Writer) error{
		ReportFile:  func(w io.Writer) error { return writeJSON(w, j.made) },
		PairsFile:   func(w io.Writer) error { return evaluate.WriteScored(w, j.tested.Pairs) },
		HistoryFile: func(w io.Writer) error { return writeHistory(w, j.outcome.History) },
		SummaryFile: j.model.Summary,
	} {
		if err := file.Write(filepath.Join(folder, name), 0o644, write); err != nil {
			return err
		}
	}
	return j.writeExcluded(folder)
}

// writeExcluded writes which files were left out, if any, so that another training can leave them out too.
func (j *job) writeExcluded(folder string) error {
	if len(j.data.Excluded) == 0 {
		return nil
	}
	var e audit.Exclusions
	if err := e.Add(j.data.Excluded...); err != nil {
		return err
	}
	return e.Write(filepath.Join(folder, ExcludedFile))
}

// figures are the run's figures, by their files' names.
func (j *job) figures() (map[string]figure.Figure, error) {
	network, err := Network(j.model.Tower, figure.Style{})
	if err != nil {
		return nil, err
	}
	scores := j.tested.Scores
	return map[string]figure.Figure{
		NetworkFile:   network,
		CurvesFile:    Curves(j.outcome.History, figure.Style{}),
		HistogramFile: figure.Histogram(scores.Genuine(), scores.Impostor(), j.model.Judgement.Threshold, figure.Style{}),
	}, nil
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// writeHistory writes a row an epoch; a figure without data stays empty.
func writeHistory(w io.Writer, history []train.Epoch) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"epoch", "rate", "loss", "accuracy", "validation_loss", "validation_accuracy", "validation_eer"}) // Flush keeps the error
	for _, e := range history {
		row := []string{strconv.Itoa(e.Number)}
		for _, v := range []float64{e.Rate, e.Loss, e.Accuracy, e.ValidationLoss, e.ValidationAccuracy, e.ValidationEER} {
			text := ""
			if !math.IsNaN(v) {
				text = strconv.FormatFloat(v, 'g', -1, 64)
			}
			row = append(row, text)
		}
		_ = out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// Scores reads the distances of a run's test people.
func Scores(folder string) (evaluate.Scores, error) {
	f, err := os.Open(filepath.Join(folder, PairsFile))
	if err != nil {
		return evaluate.Scores{}, err
	}
	defer f.Close()
	return evaluate.ReadScores(f)
}
