from dataclasses import dataclass
from corpus.ingest.fluency import cut
from corpus.ingest.noise import find_noise, Finding
@dataclass(frozen=True)
class Cleaned:
    text: str
    removed: tuple
    doubtful: tuple
def clean(text):
    h, b = text.split('\n',1)
    off=len(h)+1
    import re
    m=re.search(r"(?m)^(附件?[::]|来源[::]|.{0,12}记者 |- )",b)
    f=find_noise(h,b[:m.start()] if m else b)
    sure=[Finding(x.start+off,x.end+off,x.text,x.probability,x.gain,x.kind,x.telling) for x in f if x.sure]
    return Cleaned(cut(text,[(x.start,x.end) for x in sure]), tuple(sure), tuple(x for x in f if not x.sure))
