package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"siamface/app/cli/embeddings"
	"siamface/model/audit"
	"siamface/model/database"
	"siamface/model/dataset"
	"siamface/model/forget"
	"siamface/model/gallery"
	"siamface/model/spelling"
)

// forgetVerb is the verb forget.
type forgetVerb struct {
	*terminal
	folder                  string
	runs, galleries, queues []string
	passphraseFile          string
	dry, asJSON             bool
}

func (v *forgetVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "forget PERSON|PHOTO…",
		Short: "Remove what was derived of a person or of photos",
		Long: `Remove what was derived of a person, or of photos, from the caches, logs of faults, the window's list of
folders and its own gallery, and, where they are named, from runs, reports, files of embeddings, galleries and queues: names, pairs, distances, findings,
descriptions of faces, features. Photos are never deleted or changed.

Each argument is the folder of a person or a photo; with --folder, a person's name in FOLDER or a photo's
path below it. Whose photos are gone already is found by name in what is named, since runs, galleries and
queues keep the SHA-256 of each photo beside it; a photo that is gone may also be named by its SHA-256. In a
run, a name means whoever has that name there.

PATH of --run is a run's folder, a report's, a gallery, a queue, a file that embed has written, or a folder that
holds several. A report's page is removed if it shows the person: evaluate writes it anew. A training that isn't
finished, a cross-validation and a search in a queue are removed if they are of the person. What can't be removed
is listed: a model that has learned from the person keeps doing so, figures were measured with them, and copies
that lie elsewhere aren't known. Where the window keeps its caches in another folder, name it with SIAMFACE_CACHE.
--dry-run shows what would be removed.`,
		Example: `  siamface forget faces/anna
  siamface forget --folder faces Anna --run run --run embeddings.csv
  siamface forget faces/anna/1.jpg --run run --dry-run
  siamface forget Anna --gallery people.gallery --queue postgres://siamface@db/work
  siamface forget Anna --run runs --json`,
		Args: requireSome("PERSON or PHOTO"),
		RunE: func(cmd *cobra.Command, args []string) error {
			for name, values := range map[string][]string{"folder": {v.folder}, "run": v.runs, "gallery": v.galleries, "queue": v.queues} {
				if cmd.Flags().Changed(name) && slices.Contains(values, "") {
					return usagef("--%s needs a value", name)
				}
			}
			return v.forgetAll(cmd.Context(), args)
		},
	}
	c.Flags().StringVar(&v.folder, "folder", "", "the `FOLDER` of faces in which the arguments are names and paths")
	c.Flags().StringArrayVar(&v.runs, "run", nil, "also forget them in the `PATH` of a run, a report or embeddings; may be given more than once")
	c.Flags().StringArrayVar(&v.galleries, "gallery", nil, "also forget them in this gallery, a `FILE` or postgres://…; may be given more than once")
	addPassphrase(c, &v.passphraseFile)
	c.Flags().StringArrayVar(&v.queues, "queue", nil, "also forget them in this queue, a `FILE` or postgres://…; may be given more than once")
	c.Flags().BoolVar(&v.dry, "dry-run", false, "change nothing, and say what would be removed")
	addJSON(c, &v.asJSON)
	return c
}

// forgetAll forgets whom the arguments name and says what came of it.
func (v *forgetVerb) forgetAll(ctx context.Context, args []string) error {
	s, places, err := v.findSubject(ctx, args)
	if err != nil {
		return err
	}
	r, err := forget.Forget(ctx, s, places, v.listKinds(ctx), v.dry)
	if err != nil {
		return fmt.Errorf("%w; the same command goes on from there", err)
	}
	if r.Photos == 0 && len(r.Changed) == 0 {
		if len(v.listPlaces()) > 0 {
			return fmt.Errorf("nothing is known of %s in %s, nor in the caches: look for another spelling, or name with --folder the folder of faces", spelling.List(args, 3), spelling.List(v.namePlaces(), 3))
		}
		return fmt.Errorf("nothing is known of %s: name the folder with --folder, or with --run, --gallery or --queue what may hold them", spelling.List(args, 3))
	}
	if v.asJSON {
		return v.writeJSON(r)
	}
	v.sayForgotten(r)
	return nil
}

// findSubject finds whom the arguments mean, and where to forget them besides the caches.
func (v *forgetVerb) findSubject(ctx context.Context, args []string) (*forget.Subject, []string, error) {
	s, places := new(forget.Subject), v.listPlaces()
	for _, path := range places {
		if _, err := os.Stat(path); err != nil && !database.IsServer(path) {
			return nil, nil, fmt.Errorf("can't look into %s: %w", showName(path), err)
		}
	}
	if usual := gallery.UsualFile(); usual != "" && isFile(usual) && !slices.Contains(places, usual) {
		places = append(places, usual)
	}
	places = addOwn(places)
	if v.folder != "" {
		d, err := openFolder(ctx, v.terminal, v.folder)
		if err != nil {
			return nil, nil, err
		}
		places = append(places, rememberedLists(d.Root)...)
		for _, name := range args {
			if err := v.addFromFolder(s, d, name); err != nil {
				return nil, nil, err
			}
		}
		return s, places, nil
	}
	for _, name := range args {
		if err := v.addByItself(s, name); err != nil {
			return nil, nil, err
		}
		places = append(places, rememberedLists(filepath.Dir(name), filepath.Dir(filepath.Dir(name)), filepath.Dir(filepath.Dir(filepath.Dir(name))))...)
	}
	return s, places, nil
}

// listPlaces are all that the flags name.
func (v *forgetVerb) listPlaces() []string { return slices.Concat(v.runs, v.galleries, v.queues) }

// namePlaces are the same, fit to be shown: an address may hold a password.
func (v *forgetVerb) namePlaces() []string {
	names := v.listPlaces()
	for i, place := range names {
		names[i] = database.HidePassword(place)
	}
	return names
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// addFromFolder adds a person of a folder, or a photo in it. One who isn't there any more may be in what --run names.
func (v *forgetVerb) addFromFolder(s *forget.Subject, d *dataset.Dataset, name string) error {
	file, err := dataset.NewFinder(d.Root).Find(name)
	if err != nil {
		return err
	}
	path := filepath.Join(d.Root, filepath.FromSlash(file))
	if isFile(path) {
		s.AddFile(file)
		return s.AddPhoto(path)
	}
	found := false
	for _, person := range d.People {
		if spelling.Key(person.Name) != spelling.Key(name) {
			continue
		}
		found = true
		s.AddPerson(person.Name)
		for _, ph := range person.Photos {
			s.AddFile(ph.Path)
			if err := s.AddPhoto(d.Abs(ph)); err != nil {
				return err
			}
		}
	}
	if found {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() { // a folder that holds no photo of a person's
		return s.AddFolder(path)
	}
	return v.addGone(s, name)
}

// addByItself adds what an argument names without a folder of faces.
func (v *forgetVerb) addByItself(s *forget.Subject, name string) error {
	switch info, err := os.Stat(name); {
	case err == nil && info.IsDir():
		return s.AddFolder(name)
	case err == nil:
		return s.AddPhoto(name)
	case forget.IsSum(strings.ToLower(name)):
		s.AddSum(strings.ToLower(name))
		return nil
	}
	return v.addGone(s, name)
}

// addGone adds a person, or a photo, that only lists know any more.
func (v *forgetVerb) addGone(s *forget.Subject, name string) error {
	if len(v.listPlaces()) == 0 && !isFile(gallery.UsualFile()) {
		return fmt.Errorf("there is no folder and no photo %s: name the folder of faces with --folder, or with --run, --gallery or --queue what may hold the name", showName(name))
	}
	if strings.ContainsAny(name, `/\`) {
		s.AddFile(strings.ReplaceAll(name, `\`, "/"))
		return nil
	}
	s.AddPerson(name)
	return nil
}

// rememberedLists are the lists in which the window remembers what is left out of these folders, where there are any.
func rememberedLists(folders ...string) (lists []string) {
	for _, folder := range folders {
		abs, err := filepath.Abs(folder)
		if err != nil {
			continue
		}
		list, err := audit.RememberedFile(abs)
		if err != nil || slices.Contains(lists, list) {
			continue
		}
		if isFile(list) {
			lists = append(lists, list)
		}
	}
	return lists
}

// leftOut is what the kind of the list is called that the window remembers.
const leftOut = "list of files that the window leaves out"

// listKinds are the kinds of files that aren't runs' or reports' own.
func (v *forgetVerb) listKinds(ctx context.Context) []forget.Kind {
	asked := map[string]string{} // passphrases, by their galleries: each is opened several times
	return append(listOwnKinds(), []forget.Kind{
		{Name: leftOut, Fits: func(path string) bool {
			return forget.IsSum(strings.TrimSuffix(filepath.Base(path), ".txt"))
		}, Forget: forget.ForgetExcluded},
		{Name: "embeddings", Fits: func(path string) bool {
			return embeddings.Known(path) || strings.HasSuffix(path, partialEnding)
		}, Forget: func(s *forget.Subject, path string, dry bool) (int, error) {
			n, err := embeddings.Forget(s, path, dry)
			if errors.Is(err, embeddings.ErrForeign) {
				err = errors.Join(forget.ErrForeign, err)
			}
			return n, err
		}},
		forget.Galleries(ctx, v.galleries, func(where string) (*gallery.Gallery, error) {
			return gallery.Open(ctx, where, gallery.Options{Passphrase: func(again bool) (text string, err error) {
				if _, known := asked[where]; !known {
					ask := passphrase{terminal: v.terminal, where: where, file: v.passphraseFile}
					if asked[where], err = ask.read(again); err != nil {
						delete(asked, where)
					}
				}
				return asked[where], err
			}})
		}),
		forget.Queues(ctx, v.queues),
	}...)
}

// sayForgotten says what was forgotten and what wasn't.
func (v *forgetVerb) sayForgotten(r forget.Result) {
	removed := "Removed"
	if r.DryRun {
		removed = "Would remove"
	}
	v.say("%s what was kept of %s: %s in the caches.", removed, countNoun(r.Photos, "photo"), countNoun(r.Cache.Entries, "entry", "entries"))
	if r.Cache.Stale > 0 {
		v.say("%s a cache of an older version of Siamface: nobody can tell whose its %s are.", removed, countNoun(r.Cache.Stale, "entry", "entries"))
	}
	out, recent, model := false, false, false
	for _, c := range r.Changed {
		if c.Deleted {
			v.say("  %s: the whole %s", showName(c.File), c.Kind)
		} else {
			v.say("  %s: %s of the %s", showName(c.File), countNoun(c.Removed, "entry", "entries"), c.Kind)
		}
		out, recent = out || c.Kind == leftOut, recent || c.Kind == recentFolders
		model = model || c.Kind == forget.RecordKind
	}
	if recent {
		v.say("A window that is open writes its list of folders anew: close it, and say forget again.")
	}
	if out {
		v.say("They aren't left out any more: take their photos out of the folder, or they are used again.")
	}
	if model {
		v.say("What waits in a queue for a model of these is refused, for its file has changed: enqueue it again.")
	}
	v.say("Not removed:")
	for _, k := range r.Kept {
		v.say("  %s: %s", showName(k.File), k.Reason)
	}
	v.say("  the photos themselves, figures that were measured with them, and copies that lie elsewhere")
	if len(v.listPlaces()) == 0 {
		v.say("  runs, reports, embeddings, galleries and queues: name them with --run, --gallery and --queue")
	}
}
