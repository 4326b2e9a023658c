package network_test

import (
	"strings"
	"testing"

	"siamface/model/network"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
)

// TestOneListOfLayers runs parameters, summary and forward pass against each other; the picture is drawn from the summary's layers.
// The shapes that the parts give are those of their layers. The layers' parameters are the network's and add up to its sum. The
// forward pass wants each of them exactly once.
func TestOneListOfLayers(t *testing.T) {
	for _, name := range recipes.Names() {
		r, err := recipes.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		var wrong []string
		var asked map[string]int
		if err := torch.Do(t.Context(), func() (err error) { wrong, asked, err = network.Trace(r.Network, 1, torchtest.Device); return err }); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, w := range wrong {
			t.Errorf("%s: %s", name, w)
		}
		layers, parameters := 0, 0
		for _, l := range r.Layers() {
			layers += l.Count()
		}
		for _, p := range r.Parameters() {
			parameters += p.Count()
			if asked[p.Name] != 1 {
				t.Errorf("%s: the forward pass wants %s %d times", name, p.Name, asked[p.Name])
			}
		}
		if len(asked) != len(r.Parameters()) || layers != parameters || r.Count().Total != parameters {
			t.Errorf("%s: the layers have %d numbers, the parameters %d, the sum is %d; %d parameters of %d are wanted",
				name, layers, parameters, r.Count().Total, len(asked), len(r.Parameters()))
		}
		last := r.Layers()[len(r.Layers())-1]
		if last.Count() > parameters || last.Output[0] != r.Embedding {
			t.Errorf("%s: embeddings of %d, the last layer gives %v", name, r.Embedding, last.Output)
		}
		var text strings.Builder
		if err := r.WriteSummary(&text, ""); err != nil || strings.Count(text.String(), "\n") != len(r.Layers())+8 {
			t.Errorf("%s: the summary of %d layers has other rows (%v):\n%s", name, len(r.Layers()), err, text.String())
		}
	}
}

// TestFactsOfNetworks: what a training asks of a network follows from its layers.
func TestFactsOfNetworks(t *testing.T) {
	for name, want := range map[string][5]bool{ // frozen, takes weights, keeps lengths, a dense layer with ReLU, a trunk
		recipes.Face:              {},
		recipes.ResNet50Aligned:   {true, true, false, false, false},
		recipes.GradientsAligned:  {true, false, false, false, false},
		recipes.Gradients:         {true, false, false, false, false},
		recipes.SmallAligned:      {false, false, false, false, true},
		recipes.Small:             {false, false, false, false, true},
		recipes.ResNet50:          {true, true, false, true, false},
		recipes.PublishedResNet50: {true, true, true, true, false},
	} {
		r, err := recipes.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := [5]bool{r.HasFrozen(), r.TakesWeights(), r.KeepsLengths(), r.RectifiesDense(), r.TrainsTrunk()}; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
