package weights_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"siamface/model/weights"
)

// dictOf is the pickle of a dictionary, of keys and pickled values in turn.
func dictOf(entries ...string) string {
	text := "}("
	for i := 0; i < len(entries); i += 2 {
		text += "U" + string(rune(len(entries[i]))) + entries[i] + entries[i+1]
	}
	return text + "u"
}

const (
	aTensor = "ctorch._utils\n_rebuild_tensor\n((U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x04NtQK\x00K\x04\x85K\x01\x85tR"
	aNumber = "ctorch._utils\n_rebuild_tensor\n((U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x04NtQK\x00))tR"
)

// checkpoints are what training code saves, with the names that must be read; none where it is refused for the reason.
func checkpoints() map[string]struct {
	pickle string
	names  []string
	reason string
} {
	plain := dictOf("conv1.weight", aTensor, "fc.bias", aTensor)
	wrapped := func(prefix string) string {
		return dictOf(prefix+"conv1.weight", aTensor, prefix+"fc.bias", aTensor)
	}
	optimizer := dictOf("state", dictOf("exp_avg", aTensor, "exp_avg_sq", aTensor, "x", aTensor), "lr", "K\x01")
	names := []string{"conv1.weight", "fc.bias"}
	return map[string]struct {
		pickle string
		names  []string
		reason string
	}{
		"plain":                     {plain, names, ""},
		"state_dict":                {dictOf("epoch", "K\x5a", "arch", "U\x08resnet50", "best_acc1", aNumber, "state_dict", plain, "optimizer", optimizer), names, ""},
		"DataParallel":              {wrapped("module."), names, ""},
		"DataParallel, nested":      {dictOf("epoch", "K\x5a", "state_dict", wrapped("module."), "optimizer", optimizer), names, ""},
		"model":                     {dictOf("model", plain, "optimizer", optimizer), names, ""},
		"model_state_dict":          {dictOf("model_state_dict", plain, "optimizer_state_dict", optimizer), names, ""},
		"twice nested":              {dictOf("model", dictOf("state_dict", wrapped("module."))), names, ""},
		"compiled":                  {wrapped("_orig_mod.module."), names, ""},
		"Lightning":                 {dictOf("state_dict", wrapped("model."), "callbacks", "}", "loops", "}"), names, ""},
		"averaged":                  {dictOf("n_averaged", aNumber, "module.conv1.weight", aTensor, "module.fc.bias", aTensor), []string{"conv1.weight", "fc.bias", "n_averaged"}, ""},
		"a key of one's own":        {dictOf("student", plain, "optimizer", optimizer), names, ""},
		"two networks":              {dictOf("generator", plain, "discriminator", plain), nil, "several networks"},
		"the better of two":         {dictOf("state_dict", plain, "state_dict_ema", plain), names, ""},
		"an optimiser alone":        {dictOf("optimizer", optimizer), nil, "no tensors"},
		"a model that is a number":  {dictOf("model", "K\x01", "w", aTensor), []string{"w"}, ""},
		"a network with a model":    {dictOf("model", dictOf("x", aTensor), "conv1.weight", aTensor, "fc.bias", aTensor), names, ""},
		"a layer called module":     {dictOf("module.weight", aTensor, "conv.weight", aTensor), []string{"conv.weight", "module.weight"}, ""},
		"names that are the prefix": {dictOf("module.", aTensor, "module.x", aTensor), []string{"module.", "module.x"}, ""},
		"names that would meet":     {dictOf("module.n", aTensor, "n", aNumber), []string{"module.n", "n"}, ""},
		"no network at all":         {dictOf("epoch", "K\x01", "optimizer", optimizer), nil, "no tensors"},
		"too deep":                  {dictOf("a", dictOf("a", dictOf("a", dictOf("a", dictOf("a", dictOf("a", plain)))))), nil, "no tensors"},
		"a circle":                  {"}q\x01(U\x05modelh\x01U\x09optimizer" + optimizer + "u", nil, "no tensors"},
		"a broad circle":            {"}q\x01(U\x05modelh\x01U\x03neth\x01U\x06paramsh\x01U\x01ah\x01U\x01bh\x01U\x09optimizer" + optimizer + "u", nil, "too many"},
		"a random stream beside":    {dictOf("state_dict", plain, "rng_state", strings.Replace(strings.ReplaceAll(aTensor, "FloatStorage", "ByteStorage"), "U\x010", "U\x019", 1)), nil, "lists"},
	}
}

func TestCheckpoints(t *testing.T) {
	for name, c := range checkpoints() {
		f, err := weights.Read(write(t, pickled(c.pickle+".")), weights.Limits{})
		if c.reason != "" {
			if !errors.Is(err, weights.ErrMalformed) && !errors.Is(err, weights.ErrTooLarge) || name != "a random stream beside" && !strings.Contains(err.Error(), c.reason) {
				t.Errorf("%s: %v doesn't say %q", name, err, c.reason)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := slices.Sorted(maps.Keys(f.Tensors)); !slices.Equal(got, c.names) {
			t.Errorf("%s: read %q, want %q", name, got, c.names)
		}
	}
}

// TestWantedOfCheckpoints: what is asked for by its plain name is read from a wrapped network.
func TestWantedOfCheckpoints(t *testing.T) {
	path := write(t, pickled(checkpoints()["DataParallel, nested"].pickle+"."))
	f, err := weights.Read(path, weights.Limits{Only: func(name string) bool { return name == "fc.bias" }})
	if err != nil || len(f.Tensors) != 1 || !slices.Equal(f.Tensors["fc.bias"].Data, []float32{1, 1, 1, 1}) {
		t.Errorf("%v, %v", f, err)
	}
}
