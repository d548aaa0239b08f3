// Types of the interfaces, from our own OpenAPI document by scripts/schema.mjs; not by hand.
import type { Decimal } from "./exact";

export interface CemsReference {
  cemsId: string;
  name: string;
}

export interface Problem {
  field: string;
  reason: string;
}

export interface Category {
  categoryCode: string;
  name: string;
  parentCode?: string;
  level?: number;
  energyType?: string;
  subItem?: string;
  deviceType?: string;
  description?: string;
  pointCount?: number;
  ratedPower?: Decimal | null;
  categories?: Category[];
  points?: Point[];
  extension?: Record<string, unknown>;
}

export interface Cems {
  cemsId: string;
  name: string;
  creditCode?: string;
  userType?: "1" | "2" | "3" | "4" | "9";
  industryCode?: string;
  regionCode?: string;
  address?: string;
  longitude?: Decimal | null;
  latitude?: Decimal | null;
  contact?: string;
  phone?: string;
  timeZone?: string;
  consNo?: string;
  voltageLevel?: Decimal | null;
  transformerCapacity?: Decimal | null;
  contractCapacity?: Decimal | null;
  area?: Decimal | null;
  employees?: number;
  annualOutput?: Decimal | null;
  energyTypes?: string[];
  touScheme?: string;
  systemGrade?: string;
  functionClass?: string;
  rootPointId: string;
  commissioningDate?: string;
  status?: 0 | 1 | 2 | 3;
  updateTime?: string;
  categories?: Category[];
  points?: Point[];
  extension?: Record<string, unknown>;
}

export interface DataCount {
  total: number;
  categoryCount?: number;
  pointCount?: number;
  parameterCount?: number;
  readingCount?: number;
}

export interface DynamicData {
  cems: CemsReference;
  dataTime: string;
  categories?: SimpleCategory[];
  points?: SimplePoint[];
  dataCount: DataCount;
  page?: Page;
}

export interface HistoricData {
  cems: CemsReference;
  startTime: string;
  endTime: string;
  interval?: string;
  categories?: SimpleCategory[];
  points?: SimplePoint[];
  dataCount: DataCount;
  page: Page;
}

export interface Page {
  pageNo: number;
  pageSize: number;
  totalPages: number;
  hasNext?: boolean;
  next?: string;
}

export interface Parameter {
  parameterId: string;
  name?: string;
  readingTypeId?: string;
  unit: string;
  interval?: string;
  decimals?: number;
  readings?: Reading[];
  extension?: Record<string, unknown>;
}

export interface Point {
  pointId: string;
  name: string;
  cemsId: string;
  parentPointId?: string | null;
  level?: number;
  pointType?: 0 | 1 | 2 | 3 | 4;
  categoryCode: string;
  energyType: string;
  subItem?: string;
  deviceType?: string;
  deviceName?: string;
  manufacturer?: string;
  model?: string;
  serialNo?: string;
  meterNo?: string;
  multiplier?: Decimal | null;
  ratedPower?: Decimal | null;
  ratedCapacity?: Decimal | null;
  storageCapacity?: Decimal | null;
  voltageLevel?: Decimal | null;
  location?: string;
  longitude?: Decimal | null;
  latitude?: Decimal | null;
  flow?: 1 | 2 | 3;
  controllable?: boolean;
  installDate?: string;
  status?: 0 | 1 | 2 | 3;
  parameters: Parameter[];
  points?: Point[];
  extension?: Record<string, unknown>;
}

export interface Reading {
  timeStamp: string;
  value: Decimal | null;
  quality?: 0 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 17 | 18 | 19;
  timePeriod?: string;
  readingTypeId?: string;
}

export interface SimpleCategory {
  categoryCode: string;
  name: string;
  parameters?: Parameter[];
  points?: SimplePoint[];
  statisticPoints?: SimpleStatisticPoint[];
  categories?: SimpleCategory[];
}

export interface SimplePoint {
  pointId: string;
  name?: string;
  parentPointId?: string | null;
  status?: 0 | 1 | 2 | 3;
  parameters: Parameter[];
  points?: SimplePoint[];
}

export interface ReceiptSource {
  id: string;
  version: string;
}

export interface SimpleStatisticPoint {
  pointId: string;
  name?: string;
  parentPointId?: string | null;
  tou: 0 | 1 | 2 | 3 | 4 | 5;
  aggregate: "sum" | "avg" | "max" | "min";
  parameter: Parameter;
  total?: Decimal | null;
  max?: Decimal | null;
  maxTime?: string;
  min?: Decimal | null;
  minTime?: string;
  avg?: Decimal | null;
  ratio?: Decimal | null;
  extension?: Record<string, unknown>;
}

export interface StatisticReceipt {
  present: number;
  expected: number | null;
  coverage?: Decimal | null;
  samples?: number;
  qualities?: Record<string, unknown>;
  algorithm?: string;
  tariff?: ReceiptSource[];
  factors?: ReceiptSource;
  notes?: string[];
  digest?: string;
}

export interface StaticData {
  cems: Cems | CemsReference;
  categories?: Category[];
  points?: Point[];
  dataCount: DataCount;
  page?: Page;
}

export interface StatisticData {
  cems: CemsReference;
  startTime: string;
  endTime: string;
  period?: string;
  tou?: (0 | 1 | 2 | 3 | 4 | 5)[];
  categories?: SimpleCategory[];
  points?: SimpleStatisticPoint[];
  dataCount: DataCount;
  page: Page;
}

export interface StreamNotice {
  cems: CemsReference;
  dataTime: string;
  points?: SimplePoint[];
  startTime?: string;
  endTime?: string;
  dataCount?: DataCount;
}

export interface ControllablePoint {
  pointId: string;
  name?: string;
  decrease?: Decimal | null;
  increase?: Decimal | null;
}

export interface DrDynamicData {
  cems: CemsReference;
  dataTime: string;
  adjustableDecrease?: Decimal | null;
  adjustableIncrease?: Decimal | null;
  events?: DrEventState[];
  dataCount?: DataCount;
}

export interface DrEvent {
  eventId: string;
  eventName?: string;
  responseType: 1 | 2;
  responseMode: 1 | 2 | 3;
  participationMode?: 1 | 2 | 3;
  eventStatus: "none" | "far" | "near" | "active" | "completed" | "cancelled";
  modificationNumber?: number;
  publishTime?: string;
  replyDeadline?: string;
  startTime: string;
  endTime: string;
  targetPower?: Decimal | null;
  invitedPower?: Decimal | null;
  committedPower?: Decimal | null;
  optStatus?: "none" | "optIn" | "optOut";
  price?: Decimal | null;
  priceUnit?: "yuan/kWh" | "yuan/kW";
  remark?: string;
}

export interface DrEventState {
  eventId: string;
  eventName?: string;
  responseType: 1 | 2;
  responseMode: 1 | 2 | 3;
  participationMode?: 1 | 2 | 3;
  eventStatus: "none" | "far" | "near" | "active" | "completed" | "cancelled";
  modificationNumber?: number;
  publishTime?: string;
  replyDeadline?: string;
  startTime: string;
  endTime: string;
  targetPower?: Decimal | null;
  invitedPower?: Decimal | null;
  committedPower?: Decimal | null;
  optStatus?: "none" | "optIn" | "optOut";
  price?: Decimal | null;
  priceUnit?: "yuan/kWh" | "yuan/kW";
  remark?: string;
  realTimePower?: Decimal | null;
  baselinePower?: Decimal | null;
  responsePower?: Decimal | null;
  responseRate?: Decimal | null;
  qualified?: boolean | null;
  reason?: string;
  readings?: Parameter[];
}

export interface DrHistoricData {
  cems: CemsReference;
  startTime: string;
  endTime: string;
  summary?: DrSummary;
  records: DrRecord[];
  dataCount: DataCount;
  page: Page;
}

export interface DrReceipt {
  baselineMethod?: "AVG5" | "HIGH5OF10" | "HIGH4OF5" | "TRIM10" | "AVG10ADJ" | "PRE15";
  baselineDays?: string[];
  adjustment?: Decimal;
  samples?: number;
  algorithm?: string;
  notes?: string[];
  digest?: string;
}

export interface DrRecord {
  eventId: string;
  eventName?: string;
  responseType: 1 | 2;
  responseMode: 1 | 2 | 3;
  participationMode?: 1 | 2 | 3;
  eventStatus: "none" | "far" | "near" | "active" | "completed" | "cancelled";
  modificationNumber?: number;
  publishTime?: string;
  replyDeadline?: string;
  startTime: string;
  endTime: string;
  targetPower?: Decimal | null;
  invitedPower?: Decimal | null;
  committedPower?: Decimal | null;
  optStatus?: "none" | "optIn" | "optOut";
  price?: Decimal | null;
  priceUnit?: "yuan/kWh" | "yuan/kW";
  remark?: string;
  baselineAvg?: Decimal | null;
  baselineMax?: Decimal | null;
  actualAvg?: Decimal | null;
  actualMax?: Decimal | null;
  responsePower?: Decimal | null;
  maxResponsePower?: Decimal | null;
  responseEnergy?: Decimal | null;
  responseRate?: Decimal | null;
  effective?: boolean | null;
  effectivePower?: Decimal | null;
  subsidyPrice?: Decimal | null;
  subsidyAmount?: Decimal | null;
  settleStatus?: 0 | 1 | 2;
  revision?: number;
  reason?: string;
  baselineCurve?: Reading[];
  actualCurve?: Reading[];
  extension?: DrReceipt;
}

export interface DrResource {
  cemsId: string;
  participantType?: 1 | 2;
  aggregatorId?: string;
  aggregatorName?: string;
  responseTypes: (1 | 2)[];
  responseModes: (1 | 2 | 3)[];
  participationModes?: (1 | 2 | 3)[];
  contractedDecrease?: Decimal | null;
  contractedIncrease?: Decimal | null;
  minNotice?: string;
  minDuration?: string;
  maxDuration?: string;
  maxEventsPerDay?: number;
  maxEventsPerYear?: number;
  availablePeriods?: string[];
  baselineMethod?: "AVG5" | "HIGH5OF10" | "HIGH4OF5" | "TRIM10" | "AVG10ADJ" | "PRE15";
  minRate?: Decimal | null;
  capRate?: Decimal | null;
  controllablePoints?: ControllablePoint[];
  points?: string[];
  parameterId?: string;
  curveInterval?: string;
  contractStart?: string;
  contractEnd?: string;
  price?: Decimal | null;
  extension?: Record<string, unknown>;
}

export interface DrStaticData {
  cems: CemsReference;
  resource: DrResource;
}

export interface DrSummary {
  eventCount?: number;
  participatedCount?: number;
  effectiveCount?: number;
  responseEnergy?: Decimal | null;
  subsidyAmount?: Decimal | null;
}

export interface DrBaselineComparison {
  cems: CemsReference;
  startTime: string;
  endTime: string;
  hours: string;
  placeboDays: number;
  best: "AVG5" | "HIGH5OF10" | "HIGH4OF5" | "TRIM10" | "AVG10ADJ" | "PRE15" | null;
  methods: DrMethodFigures[];
  dataCount: DataCount;
}

export interface DrMethodFigures {
  baselineMethod: "AVG5" | "HIGH5OF10" | "HIGH4OF5" | "TRIM10" | "AVG10ADJ" | "PRE15";
  days: number;
  mape: Decimal | null;
  bias: Decimal | null;
  reason?: string;
}

export interface DrOutcome {
  outcome: "created" | "modified" | "cancelled" | "settled" | "replied" | "unchanged";
  event: DrEvent;
}

export interface DemandDynamicData {
  cems: CemsReference;
  dataTime: string;
  currentDemand: Decimal | null;
  currentDemandTime?: string | null;
  realTimePower?: Decimal | null;
  predictedDemand?: Decimal | null;
  headroom?: Decimal | null;
  dayMaxDemand?: Decimal | null;
  dayMaxDemandTime?: string | null;
  monthMaxDemand: Decimal | null;
  monthMaxDemandTime: string | null;
  contractDemand?: Decimal | null;
  demandLimit?: Decimal | null;
  demandRate?: Decimal | null;
  margin?: Decimal | null;
  overDemand?: Decimal | null;
  status?: 0 | 1 | 2 | 3;
  parameters?: Parameter[];
}

export interface DemandHistoricData {
  cems: CemsReference;
  startTime: string;
  endTime: string;
  records: DemandRecord[];
  curve?: Parameter;
  dataCount: DataCount;
  page: Page;
}

export interface DemandInfo {
  cemsId: string;
  billingMode: 1 | 2 | 3 | 4;
  transformerCapacity?: Decimal | null;
  contractDemand?: Decimal | null;
  effectiveContractDemand?: Decimal | null;
  overLimitRatio?: Decimal | null;
  minContractRatio?: Decimal | null;
  overVariant?: "A" | "B";
  demandInterval?: string;
  slidingStep?: string;
  windowType?: 1 | 2;
  demandPrice?: Decimal | null;
  capacityPrice?: Decimal | null;
  billingDay?: number;
  warnRatio?: Decimal | null;
  alarmRatio?: Decimal | null;
  points?: string[];
  validFrom?: string;
}

export interface DemandRecord {
  month: string;
  timePeriod?: string;
  maxDemand?: Decimal | null;
  maxDemandTime?: string | null;
  contractDemand?: Decimal | null;
  demandRate?: Decimal | null;
  overDemand?: Decimal | null;
  basicCharge?: Decimal | null;
  contractChargeA?: Decimal | null;
  contractChargeB?: Decimal | null;
  actualCharge?: Decimal | null;
  capacityCharge?: Decimal | null;
  extension?: StatisticReceipt;
}

export interface DemandStaticData {
  cems: CemsReference;
  demand: DemandInfo;
}

export interface LoadReport {
  accepted: number;
  corrected: number;
  duplicate: number;
  rejectedCount: number;
  rejected: ({
    line: number;
    column?: string;
    code: number;
    reason: string;
  })[];
}

export interface Health {
  status: string;
}

/** What each interface answers under `data`, by its path. */
export interface Answers {
  "/cems/v1/GetCemsStaticData": StaticData;
  "/cems/v1/GetCemsFullStaticData": StaticData;
  "/cems/v1/GetCemsSpecCategoryStaticData": StaticData;
  "/cems/v1/GetPointStaticData": StaticData;
  "/cems/v1/GetPointFullStaticData": StaticData;
  "/cems/v1/GetPointSpecCategoryStaticData": StaticData;
  "/cems/v1/GetCemsDynamicData": DynamicData;
  "/cems/v1/GetCemsFullDynamicData": DynamicData;
  "/cems/v1/GetCemsSpecCategoryDynamicData": DynamicData;
  "/cems/v1/GetPointDynamicData": DynamicData;
  "/cems/v1/GetPointFullDynamicData": DynamicData;
  "/cems/v1/GetPointSpecCategoryDynamicData": DynamicData;
  "/cems/v1/GetCemsHistoricData": HistoricData;
  "/cems/v1/GetCemsFullHistoricData": HistoricData;
  "/cems/v1/GetCemsSpecCategoryHistoricData": HistoricData;
  "/cems/v1/GetPointHistoricData": HistoricData;
  "/cems/v1/GetPointFullHistoricData": HistoricData;
  "/cems/v1/GetPointSpecCategoryHistoricData": HistoricData;
  "/cems/v1/GetCemsStatisticData": StatisticData;
  "/cems/v1/GetCemsFullStatisticData": StatisticData;
  "/cems/v1/GetCemsSpecCategoryStatisticData": StatisticData;
  "/cems/v1/GetPointStatisticData": StatisticData;
  "/cems/v1/GetPointFullStatisticData": StatisticData;
  "/cems/v1/GetPointSpecCategoryStatisticData": StatisticData;
  "/cems/v1/GetCemsDrStaticData": DrStaticData;
  "/cems/v1/GetCemsDrDynamicData": DrDynamicData;
  "/cems/v1/GetCemsDrHistoricData": DrHistoricData;
  "/cems/v1/CompareDrBaselines": DrBaselineComparison;
  "/cems/v1/GetCemsDemandStaticData": DemandStaticData;
  "/cems/v1/GetCemsDemandDynamicData": DemandDynamicData;
  "/cems/v1/GetCemsDemandHistoricData": DemandHistoricData;
  "/access/v1/cems": {
    token: string;
    scopes: string[];
    sites: CemsReference[];
    total: number;
  };
}
