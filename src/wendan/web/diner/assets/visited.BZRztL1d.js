import{s as i,j as s}from"./index-Dm6ulBOu.js";function t(){return s("visited")??[]}function e(s){i("visited",[s,...t().filter(i=>i!==s)].slice(0,5))}export{e as n,t as v};
