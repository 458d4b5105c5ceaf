/**
 * A phone in a room: the slide on show, what can be tapped, and what is asked. Everything that comes from the room is set as
 * text. Without a room it is the slides alone, in the reader's own time.
 */
import { useSignal, useSignalEffect } from '@preact/signals';
import { render } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { readRoomCode } from '../../../demo-server/protocol.ts';
import { JoinForm } from './join-form.tsx';
import { pagePhonePorts } from './page-ports.ts';
import { type PhoneModel, phoneModel } from './phone-model.ts';
import { type PhoneState, sectionBeside, shownPlace } from './phone-state.ts';
import { statusWords } from './phone-words.ts';
import { PollCard } from './poll-card.tsx';
import { listSections, type SectionEntry, showSection } from './section-view.ts';
import { TapDock } from './tap-dock.tsx';

function PhonePage({ slides }: { readonly slides: HTMLElement }) {
  const place = useRef<HTMLDivElement>(null);
  const sections = useSignal<readonly SectionEntry[]>([]);
  const model = useSignal<PhoneModel | undefined>(undefined);
  const code = useMemo(codeInAddress, []);

  useEffect(() => {
    place.current?.append(slides);
    sections.value = listSections(slides);
    const first = sections.value[0]?.id ?? '';
    showSection(slides, first, 'all');
    if (code.type !== 'code') return;
    const phone = phoneModel(code.code, first, pagePhonePorts());
    model.value = phone;
    return () => phone.leave();
  }, []);
  useSignalEffect(() => {
    const state = model.value?.state.value;
    if (state === undefined) return;
    const { section, step } = shownPlace(state);
    showSection(slides, section, step);
  });

  const state = model.value?.state.value;
  const isDark = state?.mode === 'following' && state.view?.place?.black === true;
  return (
    <>
      <header class="phone-head">
        <p class="phone-room">
          {state ? (
            <>
              Room <b>{code.type === 'code' ? code.code : ''}</b>
              {state.ticket && <span> · phone {state.ticket.number}</span>}
            </>
          ) : (
            'Telemetry-Driven Development'
          )}
        </p>
        {state && (
          <p class="phone-status" data-line={state.line} role="status">
            {statusWords(state)}
          </p>
        )}
      </header>
      {code.type === 'none' && <JoinForm mistake={undefined} />}
      {state?.refusal?.code === 'unknown-room' && <JoinForm mistake={undefined} />}
      {code.type === 'mistake' && <JoinForm mistake={code.text} />}
      {state?.view?.poll && (
        <PollCard
          poll={state.view.poll}
          votes={state.view.votes}
          option={state.option}
          problem={state.answerRefusal?.message}
          onAnswer={(option) => void model.value?.answer(option)}
        />
      )}
      <div class="phone-slides" ref={place} data-dark={isDark} />
      {isDark && <p class="phone-dark">The wall is dark: look at the speaker.</p>}
      {state && model.value && (
        <>
          <Places state={state} sections={sections.value} model={model.value} />
          <TapDock state={state} onTap={(tap) => void model.value?.tap(tap)} />
        </>
      )}
      {(code.type === 'none' || code.type === 'mistake') && (
        <OwnPlaces sections={sections.value} slides={slides} />
      )}
    </>
  );
}

/** Takes over the page, whose slides are there to read without any script. */
export function startPhone(): void {
  const root = document.querySelector<HTMLElement>('[data-phone]');
  const slides = root?.querySelector<HTMLElement>('[data-phone-slides]');
  if (!root || !slides) return;
  slides.remove();
  root.replaceChildren();
  render(<PhonePage slides={slides} />, root);
}

/** Where the reader is, and the way back to the speaker. */
function Places({
  state,
  sections,
  model,
}: {
  readonly state: PhoneState;
  readonly sections: readonly SectionEntry[];
  readonly model: PhoneModel;
}) {
  const { section } = shownPlace(state);
  return (
    <nav class="phone-places" aria-label="Slides">
      <SlidePicker sections={sections} section={section} onPick={model.roam} />
      {state.mode === 'roaming' && state.view?.place && (
        <button type="button" class="phone-return" onClick={model.follow}>
          Return to the speaker
        </button>
      )}
    </nav>
  );
}

function OwnPlaces({
  sections,
  slides,
}: {
  readonly sections: readonly SectionEntry[];
  readonly slides: HTMLElement;
}) {
  const section = useSignal(sections[0]?.id ?? '');
  const pick = (id: string) => {
    section.value = id;
    showSection(slides, id, 'all');
  };
  return (
    <nav class="phone-places" aria-label="Slides">
      <SlidePicker sections={sections} section={section.value || (sections[0]?.id ?? '')} onPick={pick} />
    </nav>
  );
}

function SlidePicker({
  sections,
  section,
  onPick,
}: {
  readonly sections: readonly SectionEntry[];
  readonly section: string;
  readonly onPick: (id: string) => void;
}) {
  const ids = sections.map(({ id }) => id);
  const chapters = [...new Set(sections.map(({ chapter }) => chapter))];
  const go = (by: 1 | -1) => onPick(sectionBeside(ids, section, by));
  return (
    <>
      <button type="button" aria-label="Previous slide" disabled={ids[0] === section} onClick={() => go(-1)}>
        ‹
      </button>
      <select
        aria-label="Slide"
        value={section}
        onChange={({ currentTarget }) => onPick(currentTarget.value)}
      >
        {chapters.map((chapter) => (
          <optgroup label={chapter} key={chapter}>
            {sections
              .filter((entry) => entry.chapter === chapter)
              .map(({ id, title }) => (
                <option value={id} key={id} selected={id === section}>
                  {title}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      <button type="button" aria-label="Next slide" disabled={ids.at(-1) === section} onClick={() => go(1)}>
        ›
      </button>
    </>
  );
}

type CodeInAddress =
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'none' }
  | { readonly type: 'mistake'; readonly text: string };

function codeInAddress(): CodeInAddress {
  const text = new URL(location.href).searchParams.get('room');
  if (text === null || text.trim() === '') return { type: 'none' };
  const code = readRoomCode(text);
  return code === undefined ? { type: 'mistake', text } : { type: 'code', code };
}
