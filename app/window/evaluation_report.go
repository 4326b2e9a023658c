package window

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"siamface/app/session"
	"siamface/model/dataset"
	"siamface/model/report"
	"siamface/model/run"
)

// reportFolder is what a report's folder is called within the one that is chosen.
const reportFolder = "siamface-report"

// reportWriter writes the report of what is shown.
type reportWriter struct{ t *evaluationTab }

// ask asks where the report of what is shown goes to.
func (r *reportWriter) ask() {
	t := r.t
	if t.shown == nil || t.progress.Active() {
		t.notice.say(t.Words.Text("evaluation.nothing"))
		return
	}
	t.pickFolder(t.Words.Text("report.pick", reportFolder), t.Settings.ExportFolder(), func(in string) {
		r.writeTo(filepath.Join(in, reportFolder))
	})
}

// writeTo writes the report into a folder of its own; one that is there already is replaced on a click.
func (r *reportWriter) writeTo(dir string) {
	t := r.t
	err := report.Check(dir, false)
	switch {
	case errors.Is(err, report.ErrHoldsReport):
		t.confirm(t.Words.Text("export.exists.title"), t.Words.Text("report.exists", dir), t.Words.Text("export.replace"), t.Words.Text("cancel"), func() { r.write(dir) })
	case err != nil:
		t.showError(t.Words.Text("report.cannot"), err)
	default:
		r.write(dir)
	}
}

// write scores what is shown again, for all that a report holds, and writes it in the background.
func (r *reportWriter) write(dir string) {
	t, e, model := r.t, r.t.shown, r.t.Models.Current
	if e == nil || t.progress.Active() {
		return
	}
	if model == nil {
		model = &session.Model{} // folds need none
	}
	names := listReported(e, model)
	var leftOut []string
	switch {
	case e.who == testPeople && model.Folder != "":
		leftOut = model.Report.Excluded
	case t.Folder.Excluded != nil:
		leftOut = t.Folder.Excluded.Files()
	}
	options := report.Options{Faces: true, Force: true, Language: string(t.Words.Language()), Font: t.Words.FigureStyle(false).Font}
	t.scoring.work(model, func(ctx context.Context, tell func(run.Event)) (*evaluation, error) {
		data, err := dataset.Open(ctx, e.root, nil)
		if err != nil {
			return nil, err
		}
		material, err := collectMaterial(ctx, e, model, data.Without(leftOut), names, tell)
		if err != nil {
			return nil, err
		}
		document, err := report.Build(ctx, material, func(done, total int) {
			tell(run.Event{Stage: run.Reading, Done: done, Total: total, Share: float64(done) / float64(max(total, 1))})
		})
		if err != nil {
			return nil, err
		}
		return e, report.Write(ctx, dir, document, options)
	}, func(_ *evaluation, err error) {
		t.reportEnd(err)
		if err == nil {
			t.Settings.SetString(session.KeyExport, filepath.Dir(dir))
			t.offerToOpen(t.Words.Text("report.saved", filepath.Join(dir, report.PageFile)), filepath.Join(dir, report.PageFile))
		}
	})
}

// listReported are the names of the people scored.
func listReported(e *evaluation, model *session.Model) []string {
	if e.who == testPeople && model.Folder != "" {
		return model.Report.Split[dataset.Test.String()]
	}
	return listNames(e.scoredPeople)
}

// collectMaterial is what the report is made of: folds as they are, people scored once more, beside what needs no training.
func collectMaterial(ctx context.Context, e *evaluation, model *session.Model, data *dataset.Dataset, names []string, tell func(run.Event)) (report.Material, error) {
	if e.folded != nil {
		return report.OfFolds(data, e.folded), nil
	}
	var people []dataset.Person
	for _, p := range data.People {
		if slices.Contains(names, p.Name) {
			people = append(people, p)
		}
	}
	found, err := run.EvaluatePeople(ctx, model.Model, data, people, run.Wanted{Baselines: true, Report: tell})
	if err != nil {
		return report.Material{}, err
	}
	found.Metrics = e.metrics // with intervals where they are known
	found, err = found.ScoreBaselines(ctx)
	m := report.OfEvaluation(found)
	if model.Folder != "" {
		m.Files = []string{filepath.Join(model.Folder, run.ModelFile)}
	}
	return m, err
}
