package run

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"siamface/model/audit"
	"siamface/model/evaluate"
	"siamface/model/figure"
	"siamface/model/file"
	"siamface/model/pairlist"
	"siamface/model/parallel"
	"siamface/model/spelling"
	"siamface/model/train"
)

// writeRun writes the run's files, all of them aside first, and puts them into their places together: what goes wrong leaves an
// older run as it was, whole. A folder with a model is a whole run.
func writeRun(f finished) error {
	model := f.plan.model
	var err error
	if model.Record, err = encodeRecord(f.made.Record); err != nil {
		return err
	}
	folder, err := file.NewFolder(f.plan.options.Folder, files)
	if err != nil {
		return err
	}
	defer folder.Discard()
	figures, err := drawFigures(f)
	if err != nil {
		return err
	}
	parts := []func() error{
		func() error { return model.Save(folder.Path(ModelFile)) },
		func() error { return writeTexts(f, folder) },
	}
	if f.head.Stopped { // which can be gone on with; of a run that is done the file goes
		parts = append(parts, func() error { return f.plan.kept.training.write(folder.Path(UnfinishedFile)) })
	}
	for name, f := range figures {
		parts = append(parts, func() error { return figure.Save(folder.Path(name), f) })
	}
	err = parallel.Each(background, len(parts), func(_ context.Context, i int) error { return parts[i]() }, nil)
	if err != nil {
		return err
	}
	return folder.Commit()
}

// files are the names of a run's files, the model last.
var files = []string{ReportFile, PairsFile, HistoryFile, SummaryFile, ExcludedFile, NetworkFile, CurvesFile, HistogramFile, UnfinishedFile, ModelFile}

// writeTexts writes all but figures and model.
func writeTexts(f finished, folder *file.Folder) error {
	for name, write := range map[string]func(io.Writer) error{
		ReportFile:  func(w io.Writer) error { return spelling.WriteJSON(w, f.made.spelt(spelling.ToText), "  ") },
		PairsFile:   func(w io.Writer) error { return pairlist.WriteScored(w, f.tested.scored.Pairs) },
		HistoryFile: func(w io.Writer) error { return writeHistory(w, f.head.History) },
		SummaryFile: f.plan.model.WriteSummary,
	} {
		if err := file.Write(folder.Path(name), 0o600, write); err != nil {
			return err
		}
	}
	return writeExcluded(f.made.Excluded, folder.Path(ExcludedFile))
}

// writeExcluded writes which files were left out, if any, so that another training can leave them out too.
func writeExcluded(excluded []string, path string) error {
	if len(excluded) == 0 {
		return nil
	}
	var e audit.Exclusions
	if err := e.Add(excluded...); err != nil {
		return err
	}
	return e.Write(path)
}

// drawFigures are the run's figures, by their files' names.
func drawFigures(f finished) (map[string]figure.Figure, error) {
	network, err := Network(f.plan.model.Tower, figure.Style{})
	if err != nil {
		return nil, err
	}
	return map[string]figure.Figure{
		NetworkFile:   network,
		CurvesFile:    Curves(f.head.History, figure.Style{}),
		HistogramFile: figure.Histogram(f.tested.scored.Scores.Classes, f.plan.model.Judgement.Threshold, figure.Style{}),
	}, nil
}

// encodeRecord is the part of the report that goes into the model file: all that a second run with the same seed repeats, so no
// times and no paths of this machine.
func encodeRecord(r Record) (json.RawMessage, error) { return json.Marshal(r.spelt(spelling.ToText)) }

// historyColumns are those of a run's history.
var historyColumns = []string{"epoch", "rate", "loss", "accuracy", "validation_loss", "validation_accuracy", "validation_eer"}

// writeHistory writes a row an epoch; a figure without data stays empty.
func writeHistory(w io.Writer, history []train.Epoch) error {
	out := csv.NewWriter(w)
	_ = out.Write(historyColumns) // Flush keeps the error
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
