package window

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"siamface/model/dataset"
	"siamface/model/report"
	"siamface/model/run"
	"siamface/model/verify"
)

// reportFolder is what a report's folder is called within the one that is chosen.
const reportFolder = "siamface-report"

// askReport asks where the report of what is shown goes to.
func (t *evaluationTab) askReport() {
	w := t.w
	if t.scored == nil || t.progress.Active() {
		w.notice.say(w.t("evaluation.nothing"))
		return
	}
	w.pickFolder(w.t("report.pick", reportFolder), w.prefs.exportFolder(), func(in string) {
		t.reportTo(filepath.Join(in, reportFolder))
	})
}

// reportTo writes the report into a folder of its own; one that is there already is replaced on a click.
func (t *evaluationTab) reportTo(dir string) {
	w := t.w
	err := report.Check(dir, false)
	switch {
	case errors.Is(err, report.ErrHoldsReport):
		w.confirm(w.t("export.exists.title"), w.t("report.exists", dir), w.t("export.replace"), w.t("cancel"), func() { t.writeReport(dir) })
	case err != nil:
		w.showError(w.t("report.cannot"), err)
	default:
		t.writeReport(dir)
	}
}

// writeReport scores what is shown again, for all that a report holds, and writes it in the background.
func (t *evaluationTab) writeReport(dir string) {
	w, s, model := t.w, t.scored, t.w.model
	if s == nil || t.progress.Active() {
		return
	}
	if model == nil {
		model = &heldModel{} // folds need none
	}
	names := s.reported(model)
	var leftOut []string
	switch {
	case s.who == testPeople && model.folder != "":
		leftOut = model.report.Excluded
	case w.excluded != nil:
		leftOut = w.excluded.Files()
	}
	options := report.Options{Faces: true, Force: true, Language: string(w.lang), Font: w.style(false).Font}
	t.work(model, func(ctx context.Context, progress func(done, total int)) (*scored, error) {
		data, err := dataset.Open(ctx, s.root, nil)
		if err != nil {
			return nil, err
		}
		material, err := s.material(ctx, model, data.Without(leftOut), names, progress)
		if err != nil {
			return nil, err
		}
		document, err := report.Build(ctx, material, progress)
		if err != nil {
			return nil, err
		}
		return s, report.Write(ctx, dir, document, options)
	}, func(_ *scored, err error) {
		t.say(err)
		if err == nil {
			w.notice.say(w.t("report.saved", filepath.Join(dir, report.PageFile)))
		}
	})
}

// reported are the names of the people scored.
func (s *scored) reported(model *heldModel) []string {
	if s.who == testPeople && model.folder != "" {
		return model.report.Split[dataset.Test.String()]
	}
	var names []string
	for _, p := range s.scoredPeople {
		names = append(names, p.Name)
	}
	return names
}

// material is what the report is made of: folds as they are, people scored once more, beside what needs no training.
func (s *scored) material(ctx context.Context, model *heldModel, data *dataset.Dataset, names []string, progress func(done, total int)) (report.Material, error) {
	if s.folded != nil {
		return report.OfFolds(data, s.folded), nil
	}
	var people []dataset.Person
	for _, p := range data.People {
		if slices.Contains(names, p.Name) {
			people = append(people, p)
		}
	}
	found, err := verify.People(ctx, model.Model, data, people, progress)
	if err != nil {
		return report.Material{}, err
	}
	m := report.OfPeople(data, people, model.Model, found, run.Measured{
		People: found.People, Photos: found.Photos, Skipped: data.Unreadable(people) + len(found.Skipped), Metrics: s.metrics,
	})
	m.Baseline, err = found.Baseline(ctx, model.Model, model.report.Settings.Seed)
	if model.folder != "" {
		m.Files = []string{filepath.Join(model.folder, run.ModelFile)}
	}
	return m, err
}
