package cli

import (
	"context"
	"sync"

	"github.com/spf13/cobra"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/photo"
)

// scanVerb is the verb scan.
type scanVerb struct {
	*terminal
	exclusion            exclusion
	device               *choice
	faces, quick, asJSON bool
}

func (v *scanVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "scan FOLDER",
		Short: "Tell who is in a folder, and what in it can't be used",
		Long: `Tell who is in a folder: people, photos, their sizes, the split, and what was skipped and why.

A person is a folder with photos in it: FOLDER/person/photo, or below folders of FOLDER named Training,
Validation and Testing, which then are the split. Otherwise the split is drawn by person. Folders whose
names differ in letter case or in how accents are stored are one person.

The folder is also audited, and what would make its numbers lie is listed: files that are there twice
(duplicate) and pictures that are, resized, stored anew, brightened or mirrored (near-duplicate), within a
person, under two people or on both sides of the split, which is a leak; people with one photo
(lone-photo); broken files and those that are no photos (unreadable); tiny and huge photos. For that every
picture is read once; --quick leaves it out, and with it near-duplicates and what is broken inside.
Photos below FOLDER that are nobody's, because they lie too deep or beside the people's folders, are
looked through for copies, too; such a finding names nobody.

With --faces, every photo is also searched for faces, which takes a moment each: how many photos have
a face, how many of them several, and which have none. A face that may be none doesn't count. The audit
then also finds folders that are probably one person (same-person).`,
		Example: `  siamface scan faces
  siamface scan faces --faces
  siamface scan faces --quick --json
  siamface scan faces --exclude excluded.txt`,
		Args: requireArguments("FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := v.exclusion.checkFlags(cmd); err != nil {
				return err
			}
			sayUnusedDevice(v.terminal, v.device.value)
			s, err := v.scanFolder(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if v.asJSON {
				return v.writeJSON(s)
			}
			sayScanned(v.terminal, s)
			return nil
		},
	}
	c.Flags().BoolVar(&v.faces, "faces", false, "count the photos with faces, list those without, and find folders of one person")
	c.Flags().BoolVar(&v.quick, "quick", false, "read no pictures: no near-duplicates, nothing that is broken inside")
	v.exclusion.addFlags(c)
	v.device = addDevice(c) // as all verbs have it
	addJSON(c, &v.asJSON)
	return c
}

// scanFolder audits a folder once: copies that are left out are those that the audit found.
func (v *scanVerb) scanFolder(ctx context.Context, folder string) (scanned, error) {
	d, err := openFolder(ctx, v.terminal, folder)
	if err != nil {
		return scanned{}, err
	}
	if d, err = v.exclusion.leaveListed(v.terminal, d); err != nil {
		return scanned{}, err
	}
	var networks *face.Networks
	if v.faces {
		sayNoCaches(v.terminal)
		if networks, err = face.Open(ctx); err != nil {
			return scanned{}, err
		}
		defer networks.Close()
	}
	found, err := audit.Run(ctx, d, audit.Options{Decode: !v.quick}, v.progress.showAudit)
	v.progress.closeBar()
	if err != nil {
		return scanned{}, err
	}
	d = v.exclusion.leaveCopies(v.terminal, d, found)
	s := sumUp(d)
	if warning := found.WarnCrowded(); warning != "" {
		s.Warnings = append(s.Warnings, warning)
	}
	if networks == nil {
		s.Findings = found.For(d).Findings
		return s, nil
	}
	embeddings, err := v.countFaces(ctx, networks, d, &s)
	if err != nil {
		return scanned{}, err
	}
	found, err = found.ComparePeople(ctx, d, embeddings)
	s.Findings = found.Findings
	return s, err
}

// countFaces looks for the faces on all photos, and describes those with one, by file. A photo whose pixels can't be read joins
// the skipped files.
func (v *scanVerb) countFaces(ctx context.Context, networks *face.Networks, d *dataset.Dataset, s *scanned) (embeddings map[string][]float32, err error) {
	var photos, paths []string
	for _, p := range dataset.PhotosOf(d.People) {
		photos, paths = append(photos, p.Path), append(paths, d.Abs(p))
	}
	descriptions, causes := make([]*face.Description, len(paths)), make([]error, len(paths))
	var mu sync.Mutex
	done := 0
	err = networks.DescribePaths(ctx, face.OpenCache(), paths, func(i int, found *face.Description, err error) {
		mu.Lock()
		defer mu.Unlock()
		descriptions[i], causes[i] = found, err
		done++
		v.progress.showStage("Looking for faces", done, len(paths))
	})
	v.progress.closeBar()
	if err != nil {
		return nil, err
	}
	s.Faces, embeddings = &scannedFaces{Without: []string{}}, map[string][]float32{}
	for i, path := range photos {
		if causes[i] != nil {
			s.Skipped = append(s.Skipped, skippedFile{path, photo.Reason(causes[i])})
			continue
		}
		sure := descriptions[i].Sure()
		s.Faces.addPhoto(path, sure)
		if sure > 0 {
			embeddings[path] = descriptions[i].Embedding
		}
	}
	return embeddings, nil
}
