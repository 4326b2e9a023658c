package verify

import (
	"testing"

	"siamface/model/face"
)

func TestWhatVoidsAVerdict(t *testing.T) {
	type flags = []face.Flag
	for _, c := range []struct {
		a, b  flags
		want  face.Flag
		which [2]bool
	}{
		{nil, nil, "", [2]bool{}},
		{flags{face.Weak, face.Blur, face.Small}, flags{face.Weak, face.Small}, "", [2]bool{}},
		{flags{face.Weak, face.Pose}, flags{face.Weak, face.Pose}, "", [2]bool{}},
		{flags{face.Uncertain}, nil, face.Uncertain, [2]bool{true, false}},
		{nil, flags{face.NoFace}, face.NoFace, [2]bool{false, true}},
		{flags{face.Void, face.Pose}, flags{face.Weak}, face.Void, [2]bool{true, false}},
		{flags{face.Void}, flags{face.NoFace}, face.NoFace, [2]bool{false, true}},
		{flags{face.Void}, flags{face.Void, face.Small}, face.Void, [2]bool{true, true}},
	} {
		r := Result{Photos: [2]Photo{{Found: &Found{Quality: c.a}}, {Found: &Found{Quality: c.b}}}}
		if flag, which := r.Voided(); flag != c.want || which != c.which {
			t.Errorf("%v and %v: voided by %q in %v, want %q in %v", c.a, c.b, flag, which, c.want, c.which)
		}
	}
	if flag, _ := (Result{}).Voided(); flag != "" {
		t.Errorf("without faces to be found it is voided by %q", flag)
	}
}
