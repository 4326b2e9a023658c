package weights_test

import (
	"math"
	"slices"
	"testing"

	"siamface/model/realdata"
	"siamface/model/weights"
)

// TestResNet50 compares with sums that numpy gives, in float64, for the same file.
func TestResNet50(t *testing.T) {
	f := readFixture(t, realdata.Path(t, "resnet50", "resnet50-imagenet-f16.safetensors"))
	total := 0
	for _, tensor := range f.Tensors {
		total += len(tensor.Data)
	}
	if len(f.Tensors) != 267 || total != 25610152 {
		t.Errorf("%d tensors, %d values", len(f.Tensors), total)
	}
	for name, want := range map[string]struct {
		shape        []int
		sum, squares float64
	}{
		"conv1.weight":      {[]int{64, 3, 7, 7}, -123.22158080339432, 2440.6214368485416},
		"layer4.2.bn3.bias": {[]int{2048}, -1068.7490906119347, 716.6544189006231},
		"fc.weight":         {[]int{1000, 2048}, -73919.51433801651, 40548.899518371654},
	} {
		got := f.Tensors[name]
		var sum, squares float64
		for _, v := range got.Data {
			sum += float64(v)
			squares += float64(v) * float64(v)
		}
		if !slices.Equal(got.Shape, want.shape) || math.Abs(sum-want.sum) > 1e-6 || math.Abs(squares-want.squares) > 1e-6 {
			t.Errorf("%s: shape %v, sum %v, squares %v; want %v", name, got.Shape, sum, squares, want)
		}
	}
}

func BenchmarkReadResNet50(b *testing.B) {
	path := realdata.Path(b, "resnet50", "resnet50-imagenet-f16.safetensors")
	for b.Loop() {
		if _, err := weights.ReadSafetensors(path, weights.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
