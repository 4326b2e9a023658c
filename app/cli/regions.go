package cli

import (
	"context"
	"errors"
	"image"

	"siamface/model/figure"
	"siamface/model/photo"
	"siamface/model/regions"
	"siamface/model/tower"
	"siamface/model/verify"
)

// drawRegions finds which parts of two faces drove their distance, and draws them into a file. Of what is no face nothing is drawn.
func drawRegions(ctx context.Context, t *terminal, m *tower.Model, r verify.Result, out string) (*regions.Map, error) {
	if flag, _ := r.Voided(); flag != "" {
		return nil, errors.New("no regions are drawn: " + describeVerdict(r))
	}
	faces, err := facesOf(ctx, r)
	if err != nil {
		return nil, err
	}
	found, err := regions.Find(ctx, m, faces[0], faces[1], func(done, total int) { t.progress.showStage("Covering parts of the faces", done, total) })
	t.progress.closeBar()
	if err != nil {
		return nil, err
	}
	return found, figure.Save(out, figure.Regions([2]figure.Covered{
		{Face: found.Faces[0].Picture, Changes: found.Spread(0)}, {Face: found.Faces[1].Picture, Changes: found.Spread(1)},
	}, figure.Style{}))
}

// facesOf are the aligned faces that were compared, or the photos where they were compared as a whole.
func facesOf(ctx context.Context, r verify.Result) (faces [2]image.Image, err error) {
	for i, p := range r.Photos {
		if p.Found != nil {
			faces[i] = p.Found.Description.Chip
			continue
		}
		if faces[i], err = photo.OpenContext(ctx, p.Path); err != nil {
			return faces, err
		}
	}
	return faces, nil
}

// sayRegions says where the picture is, and how strong its colours are at most.
func sayRegions(t *terminal, out string, r *regions.Map) {
	same, different := r.Largest()
	t.say("%s: covering a part moved the faces apart by %.3f at most (it spoke for the same person), and closer by %.3f at most.", out, same, -different)
}
