package run

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"siamface/model/evaluate"
	"siamface/model/figure"
	"siamface/model/file"
	"siamface/model/train"
)

// write writes the run's files, the model last: a folder with a model is a whole run.
func (j *job) write() error {
	j.fill(time.Since(j.begun).Seconds())
	record, err := j.record()
	if err != nil {
		return err
	}
	j.model.Record = record
	parts := map[string]func(io.Writer) error{
		ReportFile:  func(w io.Writer) error { return writeJSON(w, j.made) },
		PairsFile:   func(w io.Writer) error { return evaluate.WriteScored(w, j.tested.Pairs) },
		HistoryFile: func(w io.Writer) error { return writeHistory(w, j.outcome.History) },
		SummaryFile: j.model.Summary,
	}
	for name, write := range parts {
		if err := file.Write(filepath.Join(j.options.Folder, name), 0o644, write); err != nil {
			return err
		}
	}
	if err := j.draw(); err != nil {
		return err
	}
	return j.model.Save(filepath.Join(j.options.Folder, ModelFile))
}

// draw saves the figures.
func (j *job) draw() error {
	network, err := Network(j.model.Tower, figure.Style{})
	if err != nil {
		return err
	}
	scores := j.tested.Scores
	for name, f := range map[string]figure.Figure{
		NetworkFile:   network,
		CurvesFile:    Curves(j.outcome.History, figure.Style{}),
		HistogramFile: figure.Histogram(scores.Genuine(), scores.Impostor(), j.model.Judgement.Threshold, figure.Style{}),
	} {
		if err := figure.Save(filepath.Join(j.options.Folder, name), f); err != nil {
			return err
		}
	}
	return nil
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
