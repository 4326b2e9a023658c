package window

import (
	"testing"
	"time"

	"siamface/app/session"
	"siamface/model/recipes"
)

// TestRealAligned trains gradients-aligned by a click and verifies with it: the faces beside the verdict have the shape of the mean face.
func TestRealAligned(t *testing.T) {
	h := takeHold(t, "TestWindowAligned")
	root, _ := faces(t)
	h.must(h.x.Resize(session.LeastWidth, session.LeastHeight))
	h.drop(h.w.tabs, root)
	h.wait("open", 20*time.Second, func() bool { return h.w.Folder.Data != nil })
	h.tab(tabTraining)
	ui(func() bool { h.w.training.form.recipe.SetSelected(recipes.GradientsAligned); return true })
	h.key("ctrl+t")
	h.wait("training", 5*time.Second, func() bool { return h.w.Work.Running })
	h.wait("done", 4*time.Minute, func() bool { return !h.w.Work.Running })
	if !ui(func() bool {
		return h.w.Models.Current != nil && h.w.training.result == h.w.Models.Current && h.w.Models.Current.Design.Name == recipes.GradientsAligned
	}) {
		h.Fatal("the training gave no model")
	}
	h.shot("training-aligned")
	h.verify("aligned-")
	h.tab(tabEvaluation)
	h.wait("a histogram", 10*time.Second, func() bool { return h.w.evaluation.chart.plot.Image() != nil })
	h.shot("evaluation-aligned")
}
